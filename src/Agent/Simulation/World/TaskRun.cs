namespace Windsock.Agent.Simulation.World;

/// <summary>One try of one task, with the ids as Airflow knows them.</summary>
/// <param name="MapIndex">-1 when the task is not mapped.</param>
internal sealed record TaskRun(string Namespace, string DagId, string TaskId, string RunId, int TryNumber = 1, int MapIndex = -1)
{
    /// <summary>The run id of a scheduled run that began then.</summary>
    public static string Scheduled(DateTimeOffset at) => "scheduled__" + at.ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", null);
}
