using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Pipeline.Stages;

/// <summary>What the attribution stage decides, apart from its loop: which flows go on, which wait, and how each is counted.
/// Single-threaded; the time is an argument.</summary>
internal sealed class BatchAttribution(IFlowAttributor attributor, AttributionCounts counts, WaitRoomOptions options)
{
    private static readonly IReadOnlyList<AttributedBatch> Nothing = [];

    private readonly WaitRoom _room = new(options.Capacity);
    private readonly HashSet<(string Namespace, string Name)> _appliedPods = [];
    private readonly AttributedBatch[] _single = new AttributedBatch[1];

    /// <inheritdoc cref="WaitRoom.NextDeadline"/>
    public Instant? NextDeadline => _room.NextDeadline;

    /// <returns>What the change tells about tasks; null when it concerns none.</returns>
    public TaskFact? Apply(ClusterChange change)
    {
        attributor.Apply(change);
        if (change is PodApplied applied && _room.Count > 0)
        {
            _appliedPods.Add((applied.Pod.Namespace, applied.Pod.Name));
        }

        return change switch
        {
            PodApplied { Pod: var pod } => attributor.OwnerOf(pod.Uid) is { Kind: OwnerKind.Task } owner ? new TaskPodSeen(pod, owner, change.ObservedAt) : null,
            PodRemoved removed => new TaskPodGone(removed.Uid, change.ObservedAt),
            EventsLost lost => new EvidenceLost(lost.Source, lost.Reason, lost.Count, lost.Since, change.ObservedAt),
            NamespaceApplied space => new NamespaceSeen(space.Namespace, change.ObservedAt),
            NamespaceRemoved gone => new NamespaceGone(gone.Name, change.ObservedAt),
            _ => null,
        };
    }

    /// <summary>The flows of the batch that need not wait. The answer is valid until the next call.</summary>
    public IReadOnlyList<AttributedBatch> Attribute(FlowBatch batch, Instant now)
    {
        var attributions = new FlowAttribution[batch.Count];
        attributor.Expect(batch.Flows);
        var kept = 0;
        Flow[]? compacted = null;
        for (var i = 0; i < batch.Count; i++)
        {
            ref readonly var flow = ref batch[i];
            if (TryAttribute(flow, batch, now, out attributions[kept]))
            {
                if (compacted is not null)
                {
                    compacted[kept] = flow;
                }

                kept++;
            }
            else if (compacted is null)
            {
                // Rare: from here on the batch is copied without the flows that stay behind.
                compacted = new Flow[batch.Count];
                batch.Flows[..kept].CopyTo(compacted);
            }
        }

        counts.SetWaiting(_room.Count);
        if (kept == 0)
        {
            return Nothing;
        }

        _single[0] = new AttributedBatch(
            compacted is null ? batch : new FlowBatch(compacted, kept, batch.Source, batch.ReceivedAt), attributions);
        return _single;
    }

    /// <summary>The waiting flows that the changes applied since the last call have answered.</summary>
    public IReadOnlyList<AttributedBatch> ReleaseResolved()
    {
        if (_appliedPods.Count == 0)
        {
            return Nothing;
        }

        var released = new ReleasedFlows();
        _room.Reconsider(_appliedPods, waiting => TryRelease(waiting, mayWait: true, released));
        _appliedPods.Clear();
        return Finish(released);
    }

    /// <summary>The flows that have waited enough, answered for good.</summary>
    public IReadOnlyList<AttributedBatch> ReleaseExpired(Instant now)
    {
        if (_room.NextDeadline is not { } deadline || deadline > now)
        {
            return Nothing;
        }

        List<WaitingFlow> expired = [];
        _room.TakeExpired(now, expired);
        return Answer(expired);
    }

    /// <summary>Everything that still waits, answered for good.</summary>
    public IReadOnlyList<AttributedBatch> ReleaseAll()
    {
        List<WaitingFlow> all = [];
        _room.TakeAll(all);
        return Answer(all);
    }

    private bool TryAttribute(in Flow flow, FlowBatch batch, Instant now, out FlowAttribution attribution)
    {
        var mayWait = _room.HasRoom && options.Wait > TimeSpan.Zero;
        switch (attributor.Attribute(flow, batch.ReceivedAt, mayWait, out attribution))
        {
            case AttributionOutcome.Attributed:
                counts.Count(attribution);
                return true;
            case AttributionOutcome.ReportedByClientNode:
                counts.CountFiltered();
                return false;
            default:
                _room.Enter(flow, batch.Source, batch.ReceivedAt, now.Add(options.Wait));
                counts.CountWaited(_room.HasRoom);
                return false;
        }
    }

    private bool TryRelease(in WaitingFlow waiting, bool mayWait, ReleasedFlows released)
    {
        switch (attributor.Attribute(waiting.Flow, waiting.ReceivedAt, mayWait, out var attribution))
        {
            case AttributionOutcome.Attributed:
                counts.Count(attribution);
                released.Add(waiting, attribution);
                return true;
            case AttributionOutcome.ReportedByClientNode:
                counts.CountFiltered();
                return true;
            default:
                return false;
        }
    }

    private IReadOnlyList<AttributedBatch> Answer(List<WaitingFlow> flows)
    {
        var released = new ReleasedFlows();
        foreach (var waiting in flows)
        {
            if (!TryRelease(waiting, mayWait: false, released))
            {
                throw new InvalidOperationException("The attributor asked to wait although it must not.");
            }
        }

        return Finish(released);
    }

    private IReadOnlyList<AttributedBatch> Finish(ReleasedFlows released)
    {
        counts.SetWaiting(_room.Count);
        return released.ToBatches();
    }
}
