using System.Globalization;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Exporter.Alerts.Links;

/// <summary>The pages that help with a finding. Pure.</summary>
internal sealed class AlertLinks(LinkOptions options)
{
    public const string RuleMark = "{rule}";

    public const string TraceMark = "{trace_id}";

    private const int TraceIdLength = 32;

    /// <summary>Longer ones are left out: chats and pagers refuse them.</summary>
    private const int MaxLength = 2_000;

    /// <summary>What a graph shows before and after, so that the change can be seen.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(30);

    /// <summary>The dashboard for everybody, as configured; may be empty.</summary>
    public string Home => options.DashboardUrl;

    public LinkSet Of(Finding finding) => new(
        Bounded(AirflowLinks.LogOf(finding, options.Airflow)),
        Bounded(Dashboard(finding)),
        RunbookOf(finding.Rule),
        Bounded(Trace(finding.TraceId)));

    public string RunbookOf(string rule) => options.RunbookUrl.Length == 0
        ? ""
        : Bounded(options.RunbookUrl.Replace(RuleMark, Uri.EscapeDataString(rule), StringComparison.Ordinal));

    private string Dashboard(Finding finding)
    {
        if (options.DashboardUrl.Length == 0)
        {
            return "";
        }

        var subject = finding.Subject;
        var (from, to) = Range(finding);
        var query = string.Join('&', new[] { ("var-namespace", subject.Namespace), ("var-dag_id", subject.DagId), ("var-task_id", subject.TaskId), ("from", from), ("to", to) }
            .Where(pair => pair.Item2.Length > 0)
            .Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
        return $"{options.DashboardUrl}{(options.DashboardUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    /// <summary>In milliseconds, as Grafana takes them.</summary>
    private static (string From, string To) Range(Finding finding)
    {
        var start = finding.Since.IsMissing ? finding.At : finding.Since;
        start = !finding.TryStartedAt.IsMissing && finding.TryStartedAt < start ? finding.TryStartedAt : start;
        return (Milliseconds(start.Add(-Margin)), Milliseconds(finding.At.Add(Margin)));
    }

    private static string Milliseconds(Instant time) => (time.UnixNanoseconds / 1_000_000).ToString(CultureInfo.InvariantCulture);

    private string Trace(string id) => options.TraceUrl.Length > 0 && id.Length == TraceIdLength && id.All(char.IsAsciiHexDigit)
        ? options.TraceUrl.Replace(TraceMark, id, StringComparison.Ordinal)
        : "";

    private static string Bounded(string link) => link.Length <= MaxLength ? link : "";
}
