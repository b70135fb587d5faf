using Windsock.Agent.Simulation.Demo;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock demo</c>.</summary>
/// <param name="Duration">Null: until interrupted. Else it ends with the reconciliation.</param>
/// <param name="Seed">The same seed simulates the same cluster.</param>
/// <param name="FlowsPerSecond">Simulated flow events per second, on average.</param>
/// <param name="Listen">HTTP address of the agent, see <see cref="Configuration.Values.ListenAddress"/>.</param>
/// <param name="SocketPath">Unix socket of the simulated Hubble server; null: one in a temporary folder.</param>
/// <param name="IsPlain">Plain lines even on a terminal.</param>
internal sealed record DemoArguments(TimeSpan? Duration, int Seed, int FlowsPerSecond, string Listen, string? SocketPath, bool IsPlain, OutputFormat Output)
{
    /// <summary>Whether the agent hears the sidecars of the mesh.</summary>
    public MeshMode Mesh { get; init; } = MeshMode.On;

    /// <summary>Whether tasks change the platform, and the agent hears of it.</summary>
    public PlatformMode Platform { get; init; } = DemoSettings.DefaultPlatform;
}
