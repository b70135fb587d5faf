using System.Globalization;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Alerts.Links;

/// <summary>Addresses of Airflow's pages. Pure. Ids are percent-encoded, the colon and the plus of a run id too: a plus would be read as a
/// blank.</summary>
internal static class AirflowLinks
{
    /// <summary>Longest id that Airflow itself takes.</summary>
    private const int MaxIdLength = 250;

    /// <summary>The log of a try; the page of the DAG when the try's ids do not lead there; empty when there is neither.</summary>
    public static string LogOf(Finding finding, AirflowLinkOptions options)
    {
        var root = options.BaseUrl.TrimEnd('/');
        if (root.Length == 0)
        {
            return "";
        }

        return finding.Try is { } found && LeadsTo(found) ? options.Version switch
        {
            AirflowPages.V23 => OldLog(root, found),
            AirflowPages.V29 => GridLog(root, found),
            _ => Log(root, found),
        }
            : DagPage(root, finding, options.Version);
    }

    private static string Log(string root, TaskTry found)
    {
        var mapped = found.MapIndex < 0 ? "" : Number($"/mapped/{found.MapIndex}");
        var attempt = found.TryNumber > 0 ? Number($"?try_number={found.TryNumber}") : "";
        return $"{root}/dags/{Part(found.Task.DagId)}/runs/{Part(found.RunId)}/tasks/{Part(found.Task.TaskId)}{mapped}{attempt}";
    }

    private static string GridLog(string root, TaskTry found)
    {
        var mapped = found.MapIndex < 0 ? "" : Number($"&map_index={found.MapIndex}");

        // Without the date the grid shows its newest runs, which a try that alerts today is among.
        var date = DateOf(found) is { } at ? "&base_date=" + Part(at.ToString("yyyy-MM-dd'T'HH:mm:ss'+0000'", CultureInfo.InvariantCulture)) : "";
        return $"{root}/dags/{Part(found.Task.DagId)}/grid?dag_run_id={Part(found.RunId)}&task_id={Part(found.Task.TaskId)}{mapped}{date}&tab=logs";
    }

    private static string OldLog(string root, TaskTry found) => DateText(found) is { } date
        ? Number($"{root}/log?execution_date={Part(date)}&task_id={Part(found.Task.TaskId)}&dag_id={Part(found.Task.DagId)}&map_index={found.MapIndex}")
        : $"{root}/dags/{Part(found.Task.DagId)}/grid?dag_run_id={Part(found.RunId)}";

    private static string DagPage(string root, Finding finding, AirflowPages version)
    {
        var dag = finding.Subject.DagId;
        return !IsId(dag) || LabelSafe.MayBeHashed(dag) ? ""
            : version == AirflowPages.V3 ? $"{root}/dags/{Part(dag)}"
            : $"{root}/dags/{Part(dag)}/grid";
    }

    /// <summary>A hash is no id.</summary>
    private static bool LeadsTo(TaskTry found) =>
        found.Ids != IdForm.Hashed && IsId(found.Task.DagId) && IsId(found.Task.TaskId) && IsId(found.RunId);

    /// <summary>Dots alone would climb out of the path they stand in.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= MaxIdLength && id is not ("." or "..");

    private static DateTimeOffset? DateOf(TaskTry found) =>
        DateText(found) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>The logical date as Airflow writes it: of the pod, or the end of a run id that Airflow made (<c>scheduled__DATE</c>).</summary>
    private static string? DateText(TaskTry found)
    {
        var text = found.ExecutionDate.Length > 0 ? found.ExecutionDate : found.RunId[(found.RunId.LastIndexOf("__", StringComparison.Ordinal) is >= 0 and var at ? at + 2 : found.RunId.Length)..];
        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) ? text : null;
    }

    private static string Part(string id) => Uri.EscapeDataString(id);

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
