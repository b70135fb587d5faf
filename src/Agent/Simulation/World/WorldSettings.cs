namespace Windsock.Agent.Simulation.World;

/// <summary>What a simulated world is made from: equal settings give equal events.</summary>
/// <param name="Seed">Any number.</param>
/// <param name="FlowsPerSecond">Flow events per second of world time, on average; 1 or more.</param>
/// <param name="StartedAt">Time of day at offset zero; a whole second, so that scenes can keep clear of second edges.</param>
/// <param name="HasTrouble">The source misbehaves on schedule: undecodable messages, lost events, a break of the stream.</param>
internal sealed record WorldSettings(long Seed, int FlowsPerSecond, DateTimeOffset StartedAt, bool HasTrouble = true)
{
    /// <summary>Since when the pods run that are there at the start; a whole second.</summary>
    public DateTimeOffset ResidentsSince { get; init; } = StartedAt.AddHours(-3);

    /// <summary>The node whose agent is under demonstration.</summary>
    public string NodeName { get; init; } = "worker-1";

    /// <summary>Tasks also change the platform below them. What else happens in the world is the same with and without.</summary>
    public bool HasPlatform { get; init; }

    /// <summary>Where remote peers run.</summary>
    public string OtherNodeName { get; init; } = "worker-2";

    /// <summary>Namespaces in which pods are believed to be Airflow's: the agent's <c>airflow.namespaces</c>.</summary>
    public static IReadOnlyList<string> AirflowNamespaces { get; } = ["airflow", "airflow-jobs"];
}
