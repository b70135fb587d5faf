using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>What one moment of the demonstration shows, read from the agent's metrics page alone.</summary>
/// <param name="Elapsed">World time.</param>
internal sealed record DemoFrame(
    TimeSpan Elapsed, double FlowsPerSecond, SourceFigures Source, ClassFigures Classes, ImmutableArray<TaskRow> Tasks)
{
    /// <summary>The world has been played; the agent still decides how the last connections and tries ended.</summary>
    public bool IsStandstill { get; init; }

    /// <summary>That fire now.</summary>
    public long Alerts { get; init; }
}

/// <summary>The books of the source.</summary>
internal sealed record SourceFigures(long Received, long Decoded, long Undecodable, long Duplicates, long Lost);

internal sealed record ClassFigures(long Exact, long Inferred, long Ambiguous, long Unknown);
