using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>Where records go. One call at a time.</summary>
internal interface IFlowLogOutput
{
    /// <summary>One of a closed set: the label <c>output</c>.</summary>
    string Name { get; }

    /// <summary>For the log: what it writes to.</summary>
    string Place { get; }

    /// <summary>How long it is worth waiting for more to write at once.</summary>
    TimeSpan Linger { get; }

    /// <summary>Flow events that it takes at once, at least 256.</summary>
    int MaxFlows { get; }

    /// <summary>Writes what is wanted of the group, for good or for bad: retries are its own.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="abort"/>: the agent's time to stop is over.</exception>
    Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort);
}
