using Windsock.Detection.Connections.Reading;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Entries;

/// <summary>Takes one event into an entry. Events may come in any order: everything is an earliest, a latest or a best.</summary>
internal static class EntryUpdate
{
    /// <summary>The short way for what most events are: one more packet of a connection that has been said to be established.
    /// False when it is anything else.</summary>
    public static bool TryTouch(ref ConnectionEntry entry, in Observation seen)
    {
        ref readonly var sighting = ref seen.Sighting;
        if (sighting.Signs != Signs.Midstream
            || (entry.Marks & (EntryMarks.WasEstablished | EntryMarks.Completed)) != (EntryMarks.WasEstablished | EntryMarks.Completed)
            || sighting.Time < entry.FirstSeen
            || !ReferenceEquals(seen.Client.Owner, entry.Client.Owner)
            || !ReferenceEquals(seen.Server.Owner, entry.Server.Owner))
        {
            return false;
        }

        entry.LastSeen = Math.Max(entry.LastSeen, sighting.Time);
        return true;
    }

    public static void Apply(ref ConnectionEntry entry, in Observation seen)
    {
        ref readonly var sighting = ref seen.Sighting;
        ref readonly var flow = ref seen.Flow;
        if (flow.NodeName != entry.NodeName)
        {
            entry.Marks |= EntryMarks.HasTwoClocks;
        }

        if (sighting.Time < entry.FirstSeen)
        {
            entry.FirstSeen = sighting.Time;
            entry.NodeName = flow.NodeName;
        }

        entry.LastSeen = Math.Max(entry.LastSeen, sighting.Time);
        MergeEnds(ref entry, seen);
        if (entry.TraceId.Length == 0 && flow.TraceId.Length > 0)
        {
            entry.TraceId = flow.TraceId;
        }

        if (sighting.Is(Signs.Opening))
        {
            Open(ref entry, sighting, flow);
        }

        if (sighting.Is(Signs.Answer | Signs.Midstream))
        {
            SetUp(ref entry, sighting);
        }

        if (sighting.Is(Signs.Rst) && sighting.Time < entry.ResetAt)
        {
            entry.ResetAt = sighting.Time;
            entry.Marks = sighting.IsFromClient ? entry.Marks & ~EntryMarks.ResetByServer : entry.Marks | EntryMarks.ResetByServer;
        }

        if (sighting.Is(Signs.Fin))
        {
            ref var fin = ref sighting.IsFromClient ? ref entry.ClientFinAt : ref entry.ServerFinAt;
            fin = Math.Min(fin, sighting.Time);
        }

        if (sighting.Is(Signs.Denied))
        {
            Deny(ref entry, sighting.Time, flow);
        }

        if (sighting.Is(Signs.Audited))
        {
            entry.Marks |= EntryMarks.WouldBeDenied;
            entry.Policies ??= flow.Policies;
        }
    }

    private static void MergeEnds(ref ConnectionEntry entry, in Observation seen)
    {
        ref readonly var sighting = ref seen.Sighting;
        MergeSide(ref entry.Client, seen.Client);
        MergeSide(ref entry.Server, seen.Server);
        entry.ServerAsPeer = Better(entry.ServerAsPeer, seen.ServerAsPeer);
        entry.ClientAsPeer = Better(entry.ClientAsPeer, seen.ClientAsPeer);
        entry.Marks |= (sighting.HasBorrowedIdentity ? EntryMarks.HasBorrowedIdentity : EntryMarks.None)
            | (sighting.IsClientNode ? EntryMarks.IsClientNode : EntryMarks.None);
    }

    /// <summary>The better known owner; of two objects for one owner the later one, which may know more.</summary>
    private static void MergeSide(ref SideAttribution known, in SideAttribution seen)
    {
        if (ReferenceEquals(known.Owner, seen.Owner) && known.Class == seen.Class && known.Decides == seen.Decides)
        {
            return;
        }

        var decides = known.Decides || seen.Decides;
        var isBetter = Rank(seen.Owner) < Rank(known.Owner) || (Rank(seen.Owner) == Rank(known.Owner) && seen.Class <= known.Class);
        known = (isBetter ? seen : known) with { Decides = decides };
    }

    private static Peer Better(Peer known, Peer seen) => seen.Kind < known.Kind ? seen : known;

    private static int Rank(Owner? owner) => owner?.Kind switch
    {
        OwnerKind.Task => 0,
        OwnerKind.Component => 1,
        OwnerKind.OtherPod => 2,
        OwnerKind.Entity => 3,
        _ => 4,
    };

    private static void Open(ref ConnectionEntry entry, in Sighting sighting, in Flow flow)
    {
        ref var opened = ref sighting.IsAtClient ? ref entry.OpenedAtClient : ref entry.OpenedElsewhere;
        opened = Math.Min(opened, sighting.Time);
        if (entry.Key.Protocol == L4Protocol.Tcp)
        {
            entry.HandshakeAt = Math.Max(entry.HandshakeAt, sighting.Time);
            if (!entry.Has(EntryMarks.Reported))
            {
                entry.Syns.Add(FlowReading.PlaceOf(flow), sighting.Time);
            }
        }
    }

    private static void SetUp(ref ConnectionEntry entry, in Sighting sighting)
    {
        entry.SetUpAt = Math.Min(entry.SetUpAt, sighting.Time);
        if (sighting.Is(Signs.Midstream))
        {
            entry.Marks |= EntryMarks.Completed;
        }
        else if (entry.Key.Protocol == L4Protocol.Tcp)
        {
            entry.HandshakeAt = Math.Max(entry.HandshakeAt, sighting.Time);
            ref var answered = ref sighting.IsAtClient ? ref entry.AnsweredAtClient : ref entry.AnsweredElsewhere;
            answered = Math.Min(answered, sighting.Time);
        }
    }

    /// <summary>The drop and the policy verdict of one packet complete each other; of several packets the first one counts.</summary>
    private static void Deny(ref ConnectionEntry entry, long time, in Flow flow)
    {
        var isFirst = time < entry.DeniedAt;
        entry.DeniedAt = Math.Min(entry.DeniedAt, time);
        if (flow.DropReason != DropReason.Unknown && (isFirst || entry.DropReason == DropReason.Unknown))
        {
            entry.DropReason = flow.DropReason;
        }

        if (flow.Direction != TrafficDirection.Unknown && (isFirst || entry.DroppedAt == TrafficDirection.Unknown))
        {
            entry.DroppedAt = flow.Direction;
        }

        if (NamesDenial(flow.Policies) && (isFirst || !NamesDenial(entry.Policies)))
        {
            entry.Policies = flow.Policies;
        }
    }

    private static bool NamesDenial(PolicyDecision? policies) =>
        policies is not null && (policies.EgressDeniedBy.Length > 0 || policies.IngressDeniedBy.Length > 0);
}
