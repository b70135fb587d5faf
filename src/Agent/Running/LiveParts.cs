using Windsock.Exporter.Activity;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Running;

/// <summary>What is kept of the flows for those who look now.</summary>
internal sealed record LiveParts(RecentFlows Recent, FlowActivity Flows, TryActivity Tries)
{
    public static LiveParts Create(TimeProvider time) => new(new RecentFlows(), new FlowActivity(), new TryActivity(time));
}
