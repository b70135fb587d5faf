using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Results;

/// <summary>Airflow's words for the state of a task instance.</summary>
internal static class AirflowStates
{
    /// <summary>Null for a word that is no end, or not known.</summary>
    public static TryResult? ResultOf(string state) => state switch
    {
        "success" or "skipped" => TryResult.Succeeded,
        "failed" or "up_for_retry" or "upstream_failed" or "shutdown" => TryResult.Failed,

        // Taken out of the DAG, or out of its scheduling: nobody will ever say how it went.
        "removed" => TryResult.Unknown,
        _ => null,
    };

    /// <summary>The try goes on in another pod, which may take hours to come.</summary>
    public static bool IsPause(string state) => state is "deferred" or "up_for_reschedule";
}
