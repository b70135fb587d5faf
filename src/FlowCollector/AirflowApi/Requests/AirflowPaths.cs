using System.Globalization;
using Windsock.Model.Identity;

namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>Paths of the REST API, relative to its base. Both versions have the same shapes.</summary>
internal static class AirflowPaths
{
    public const string V1 = "api/v1/";
    public const string V2 = "api/v2/";
    public const string Login = "auth/token";

    /// <summary>Longest id that Airflow itself takes.</summary>
    private const int MaxIdLength = 250;

    public static string Version(string api) => api + "version";

    /// <summary>The first of all DAGs that may be read, and how many there are.</summary>
    public static string Dags(string api) => api + "dags?limit=1";

    public static string TaskInstance(string api, TaskTry asked)
    {
        var instance = $"{Dag(api, asked.Task.DagId)}/dagRuns/{Segment(asked.RunId)}/taskInstances/{Segment(asked.Task.TaskId)}";
        return asked.MapIndex < 0 ? instance : string.Create(CultureInfo.InvariantCulture, $"{instance}/{asked.MapIndex}");
    }

    public static string Try(string api, TaskTry asked) => string.Create(CultureInfo.InvariantCulture, $"{TaskInstance(api, asked)}/tries/{asked.TryNumber}");

    public static string Task(string api, TaskKey task) => $"{Dag(api, task.DagId)}/tasks/{Segment(task.TaskId)}";

    public static string Dag(string api, string dagId) => $"{api}dags/{Segment(dagId)}";

    /// <summary>Whether the ids of a try lead to it. A hash is no id, and of a hashed run id there is no way back: a list of runs would
    /// have to be read and hashed run by run, which costs Airflow more than the answer is worth.</summary>
    public static bool LeadTo(TaskTry asked) =>
        asked.Ids != IdForm.Hashed && asked.TryNumber > 0 && IsId(asked.Task.DagId) && IsId(asked.Task.TaskId) && IsId(asked.RunId);

    /// <summary>Dots alone would climb out of the path they stand in, and a tilde is the API's word for any.</summary>
    private static bool IsId(string id) => id.Length is > 0 and <= MaxIdLength && id is not ("." or ".." or "~");

    private static string Segment(string id) => Uri.EscapeDataString(id);
}
