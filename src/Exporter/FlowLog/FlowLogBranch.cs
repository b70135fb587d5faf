using System.Collections.Immutable;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>The <c>flow_log</c> branch of the data path: hands each batch on to the outputs, which may drop it, and does no more.</summary>
internal sealed class FlowLogBranch(ImmutableArray<FlowLogStage> stages) : IFlowConsumer
{
    public string Name => "flow_log";

    public void Observe(AttributedBatch batch)
    {
        foreach (var stage in stages)
        {
            stage.Offer(batch);
        }
    }
}
