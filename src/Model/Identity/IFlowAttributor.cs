using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Model.Identity;

/// <summary>Says whose flow it is. Owned by one caller at a time: not thread-safe, never blocks, reads no clock.</summary>
public interface IFlowAttributor
{
    /// <summary>Takes one change of the cluster into the view that later answers are given from.</summary>
    void Apply(ClusterChange change);

    /// <summary>Whose a pod of the view is, as far as is known now; null for a pod that was never applied or is forgotten.</summary>
    Owner? OwnerOf(string podUid);

    /// <summary>Says about which flows will be asked next. Changes no answer: what is known of their ends is fetched from memory for
    /// many flows at a time, which is faster than waiting for it flow by flow.</summary>
    void Expect(ReadOnlySpan<Flow> flows);

    /// <summary>Answers for one flow.</summary>
    /// <param name="receivedAt">Stands in for the time of a flow that has none.</param>
    /// <param name="mayWait">True: answer <see cref="AttributionOutcome.Wait"/> rather than unknown when a pod that the flow names
    /// may still appear. False: answer now, for good.</param>
    AttributionOutcome Attribute(in Flow flow, Instant receivedAt, bool mayWait, out FlowAttribution attribution);
}

/// <summary>What <see cref="IFlowAttributor.Attribute"/> decided.</summary>
public enum AttributionOutcome : byte
{
    /// <summary>The attribution is final.</summary>
    Attributed,

    /// <summary>A pod is not known yet; ask again when the cluster view changed or the wait is over.</summary>
    Wait,

    /// <summary>Filtered on purpose: the client's node reports this flow too and counts it.</summary>
    ReportedByClientNode,
}
