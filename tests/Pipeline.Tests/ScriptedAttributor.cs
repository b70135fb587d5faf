using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Pipeline.Tests;

/// <summary>Knows the pods it was told of; others must wait, or are unknown when they may not. Pod names that start with
/// <c>elsewhere</c> are reported by the client's node.</summary>
internal sealed class ScriptedAttributor : IFlowAttributor
{
    private readonly HashSet<string> _pods = [];

    public void Apply(ClusterChange change)
    {
        if (change is PodApplied applied)
        {
            _pods.Add(applied.Pod.Name);
        }
    }

    public Owner? OwnerOf(string podUid) => podUid.StartsWith("task", StringComparison.Ordinal) ? new Owner { Kind = OwnerKind.Task, PodUid = podUid } : null;

    public void Expect(ReadOnlySpan<Flow> flows)
    {
    }

    public AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution)
    {
        var known = _pods.Contains(flow.Source.PodName);
        attribution = known ? Some.Attribution() : Some.Attribution(AttributionClass.Unknown, AttributionKind.Other);
        return flow.Source.PodName.StartsWith("elsewhere", StringComparison.Ordinal) ? AttributionOutcome.ReportedByClientNode
            : known || !mayWait ? AttributionOutcome.Attributed
            : AttributionOutcome.Wait;
    }
}
