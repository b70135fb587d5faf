using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Activity;

/// <summary>Counts flows per DAG for <c>/api/v1/dags</c>: the <c>activity</c> branch of the data path. One thread at a time, that of its
/// branch; readers ask there.</summary>
public sealed class FlowActivity : IFlowConsumer
{
    private const int MemoSlots = 4_096;

    private readonly ActivityTable _table = new();

    // Direct-mapped and checked by reference, so a slot that two pods share costs a look-up and never a wrong answer.
    private readonly (Owner? Owner, DagActivity? Dag)[] _memo = new (Owner?, DagActivity?)[MemoSlots];
    private int _memoVersion;

    public string Name => "activity";

    public ActivityTable Table => _table;

    public void Observe(AttributedBatch batch)
    {
        var now = batch.Batch.ReceivedAt;
        var flows = batch.Flows;
        var attributions = batch.Attributions;
        for (var i = 0; i < flows.Length; i++)
        {
            ref readonly var attribution = ref attributions[i];
            if (attribution.Client is { Decides: true, IsTask: true })
            {
                Count(flows[i], DagOf(attribution.Client.Owner!, now), ActivityKind.Egress, now);
            }

            if (attribution.Server is { Decides: true, IsTask: true })
            {
                Count(flows[i], DagOf(attribution.Server.Owner!, now), ActivityKind.Ingress, now);
            }
        }
    }

    private static void Count(in Flow flow, DagActivity dag, ActivityKind direction, Instant now)
    {
        dag.Turn(now);
        dag.Count(ActivityKind.Flows);
        dag.Count(direction);
        if (flow.Verdict == Verdict.Dropped)
        {
            dag.Count(ActivityKind.Drops);
            if (FlowLabels.IndexOfDenial(flow) >= 0)
            {
                dag.Count(ActivityKind.Denials);
            }
        }

        if (flow.L7 is DnsRecord { Kind: L7Kind.Response, Rcode: not 0 })
        {
            dag.Count(ActivityKind.DnsFailures);
        }
        else if (flow.L7 is HttpRecord { Kind: L7Kind.Response, Code: >= 400 })
        {
            dag.Count(ActivityKind.HttpErrors);
        }
    }

    private DagActivity DagOf(Owner owner, Instant now)
    {
        if (_memoVersion != _table.Version)
        {
            Array.Clear(_memo);
            _memoVersion = _table.Version;
        }

        ref var slot = ref _memo[RuntimeHelpers.GetHashCode(owner) & (MemoSlots - 1)];
        if (!ReferenceEquals(slot.Owner, owner))
        {
            slot = (owner, _table.Of(owner.Namespace, owner.Task!.DagId, now));
        }

        return slot.Dag!;
    }
}
