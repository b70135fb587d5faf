namespace Windsock.FlowCollector.AirflowApi;

/// <summary>What became of the question about one try: label <c>outcome</c> of <c>airflow_api_tries_total</c>.</summary>
internal enum TryOutcome : byte
{
    /// <summary>Airflow said how it went.</summary>
    Answered,

    /// <summary>Airflow does not know such a try, or has no state for it.</summary>
    Unknown,

    /// <summary>There is nothing to ask with: an id is a hash or missing, or the namespace is another Airflow's.</summary>
    NotAsked,

    /// <summary>The wait was over before Airflow could be asked (rate limit, pause after trouble) or had answered.</summary>
    Late,

    /// <summary>Airflow could not be reached, refused, or answered with something else.</summary>
    Failed,

    /// <summary>Too many tries waited to be asked about.</summary>
    QueueFull,

    /// <summary>The agent stopped first.</summary>
    Shutdown,
}
