using System.Collections.Concurrent;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.FlowLog;

/// <summary>An output that does with each group what a test tells it.</summary>
internal sealed class ScriptedOutput : IFlowLogOutput
{
    private readonly ConcurrentQueue<int> _groups = new();

    public Func<int, CancellationToken, Task<FlowLogTally>> Answer { get; set; } = static (flows, _) => Task.FromResult(new FlowLogTally(flows, 0, flows, flows));

    /// <summary>Flow events of each group, in order.</summary>
    public IReadOnlyList<int> Groups => [.. _groups];

    public string Name => "file";

    public string Place => "nowhere";

    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    public int MaxFlows { get; init; } = 256;

    public Task<FlowLogTally> WriteAsync(IReadOnlyList<AttributedBatch> group, CancellationToken abort)
    {
        var flows = group.Sum(batch => batch.Count);
        _groups.Enqueue(flows);
        return Answer(flows, abort);
    }
}
