using System.Collections.Immutable;
using Windsock.Agent.Web;
using Windsock.Exporter.Activity;
using Windsock.Exporter.FlowLog;
using Windsock.Pipeline;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary>Asks the branches of the data path that keep the latest flows and the counts of DAGs, each on its own thread between two
/// batches.</summary>
/// <param name="parts">Flows, activity and tries are consumers of its pipeline.</param>
internal sealed class BranchFlows(AgentParts parts, TimeProvider time) : IFlowFeed, IDagActivity
{
    private readonly ConsumerStage _flows = BranchOf(parts.Pipeline, parts.Live.Recent.Name);
    private readonly ConsumerStage _activity = BranchOf(parts.Pipeline, parts.Live.Flows.Name);
    private readonly ConsumerStage _tries = BranchOf(parts.Pipeline, parts.Tries.Name);

    public Task<RecentSlice> ReadAsync(long from, int mostBatches, CancellationToken stop) =>
        _flows.AskAsync(() => parts.Live.Recent.Read(from, mostBatches), stop);

    public Task<long> EndAsync(CancellationToken stop) => _flows.AskAsync(() => parts.Live.Recent.Next, stop);

    public async Task<ImmutableArray<DagCounts>> ReadAsync(CancellationToken stop)
    {
        var now = Model.Flows.Instant.FromDateTimeOffset(time.GetUtcNow());
        var flows = await _activity.AskAsync(() => parts.Live.Flows.Table.Read(now), stop);
        return [.. flows, .. await _tries.AskAsync(() => parts.Live.Tries.Table.Read(now), stop)];
    }

    private static ConsumerStage BranchOf(FlowPipeline pipeline, string name) => pipeline.Consumers.Single(consumer => consumer.Name == name);
}
