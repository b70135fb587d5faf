namespace Windsock.Agent.Simulation.Demo;

/// <summary>What <c>windsock demo</c> is asked for.</summary>
/// <param name="Length">World time to play; null: until interrupted.</param>
/// <param name="FlowsPerSecond">Flow events per second on average.</param>
internal sealed record DemoSettings(TimeSpan? Length, long Seed, int FlowsPerSecond = DemoSettings.DefaultFlowsPerSecond)
{
    public const int DefaultFlowsPerSecond = 300;

    public const PlatformMode DefaultPlatform = PlatformMode.On;

    /// <summary>Address of the agent's pages, as <c>host:port</c>.</summary>
    public required string Listen { get; init; }

    public MeshMode Mesh { get; init; } = MeshMode.On;

    public PlatformMode Platform { get; init; } = DefaultPlatform;

    /// <summary>Unix socket of the simulated Hubble for other clients; null: one in the demo's folder.</summary>
    public string? PublicSocket { get; init; }

    /// <summary>The report is one JSON document and nothing else goes to standard output.</summary>
    public bool IsJson { get; init; }

    /// <summary>A live table instead of plain lines.</summary>
    public bool IsLive { get; init; }

    /// <summary>Events that the simulated Hubble's ring keeps. Larger than Hubble's default: a machine that is busy building must not
    /// look like an agent that is too slow. What is overwritten all the same is told and accounted for.</summary>
    public int RingCapacity { get; init; } = 65_535;
}
