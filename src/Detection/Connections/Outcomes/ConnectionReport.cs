using Windsock.Detection.Connections.Entries;
using Windsock.Detection.Connections.Names;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Outcomes;

/// <summary>Says how connections went: makes the one object that leaves the table, with what is uncertain marked as such.</summary>
internal sealed class ConnectionReport
{
    /// <summary>Of a shorter one the time that the ends take to compute is no small part.</summary>
    private const long ShortestTellingRoundTrip = 5_000_000;

    private readonly IConnectionObserver _observer;
    private readonly PeerNames _names;
    private readonly LossLog _losses;
    private readonly ConnectionCounts _counts;
    private readonly ILateResetObserver? _lateResets;

    public ConnectionReport(
        IConnectionObserver observer, PeerNames names, LossLog losses, ConnectionCounts counts, ILateResetObserver? lateResets = null)
    {
        _observer = observer;
        _lateResets = lateResets;
        _names = names;
        _losses = losses;
        _counts = counts;
    }

    /// <summary>Reports the connection, unless it is none of a task's, and marks the entry as done with.</summary>
    public void Say(ref ConnectionEntry entry, Judgement judgement)
    {
        entry.Marks |= EntryMarks.Reported;
        if (judgement.Outcome is not { } outcome || entry.IsProxyLeg)
        {
            _counts.Discarded.Add();
            return;
        }

        var isShaken = entry.Has(EntryMarks.IsDoubtful) || _losses.Overlaps(entry.FirstSeen, judgement.StandsAt);
        if (isShaken && (judgement.IsFromSilence || entry.Has(EntryMarks.IsDoubtful)))
        {
            outcome = ConnectionOutcome.Unknown;
        }

        Name(ref entry);
        _counts.Reported.Add();
        entry.Marks |= outcome == ConnectionOutcome.Established ? EntryMarks.WasEstablished : EntryMarks.None;
        CountLateReset(entry);
        _observer.Observe(Make(entry, outcome, judgement.StandsAt, isShaken));
    }

    /// <summary>Counts the reset of a connection that has been said to be established, unless it had been closed before; one by the
    /// server is told.</summary>
    public void CountLateReset(in ConnectionEntry entry)
    {
        if (entry.Has(EntryMarks.WasEstablished) && entry.ResetAt != Nanoseconds.Never && !IsClosedBeforeReset(entry))
        {
            _counts.LateResets.Add();
            if (entry.Has(EntryMarks.ResetByServer))
            {
                _lateResets?.Observe(new LateReset(
                    entry.Client, entry.Server, entry.ServerAsPeer, entry.ClientAsPeer, entry.Key.Protocol, entry.Key.ServerPort, new Instant(entry.ResetAt)));
            }
        }
    }

    /// <summary>By the name under which the client's pod asked for the server, if nothing better is known.</summary>
    public void Name(ref ConnectionEntry entry)
    {
        var frontend = entry.Has(EntryMarks.HasFrontend) ? entry.FrontendIp : default;
        entry.ServerAsPeer = _names.Improve(entry.ServerAsPeer, entry.Client.Owner?.PodUid ?? "", entry.Key.Server, frontend, entry.FirstSeen);
    }

    private static bool IsClosedBeforeReset(in ConnectionEntry entry) =>
        (entry.Has(EntryMarks.ResetByServer) ? entry.ClientFinAt : entry.ServerFinAt) <= entry.ResetAt;

    /// <summary>One round trip sets the connection up, the second brings the certificate; a request's answer takes a third.</summary>
    private static bool IsClosedInHandshake(in ConnectionEntry entry)
    {
        if (entry.OpenedAtClient == Nanoseconds.Never || entry.AnsweredAtClient == Nanoseconds.Never || entry.Syns.CountUntil(entry.AnsweredAtClient) > 1)
        {
            return false;
        }

        var roundTrip = entry.AnsweredAtClient - entry.OpenedAtClient;
        return roundTrip >= ShortestTellingRoundTrip
            && entry.ClientFinAt < entry.ServerFinAt
            && entry.ClientFinAt - entry.OpenedAtClient < roundTrip * 5 / 2;
    }

    private static Connection Make(in ConnectionEntry entry, ConnectionOutcome outcome, long standsAt, bool isShaken)
    {
        var isDenied = outcome == ConnectionOutcome.Denied;
        return new Connection
        {
            Client = entry.Client,
            Server = entry.Server,
            ServerAsPeer = entry.ServerAsPeer,
            ClientAsPeer = entry.ClientAsPeer,
            Outcome = outcome,
            Protocol = entry.Key.Protocol,
            ClientIp = entry.Key.Client,
            ServerIp = entry.Key.Server,
            ClientPort = entry.Key.ClientPort,
            ServerPort = entry.Key.ServerPort,
            FirstSeen = new Instant(entry.FirstSeen),
            LastSeen = new Instant(entry.LastSeen),
            SetupTime = entry.SetupTime,
            Attempts = Math.Max(entry.OpenedAt != Nanoseconds.Never && entry.Key.Protocol == L4Protocol.Tcp ? 1 : 0, entry.Syns.CountUntil(standsAt)),
            DropReason = isDenied ? entry.DropReason : DropReason.Unknown,
            DroppedAt = isDenied ? entry.DroppedAt : TrafficDirection.Unknown,
            Policies = entry.Policies,
            WouldBeDenied = entry.Has(EntryMarks.WouldBeDenied),
            IsResetByClient = outcome == ConnectionOutcome.Reset && !entry.Has(EntryMarks.ResetByServer),
            IsClosedInHandshake = outcome == ConnectionOutcome.Established && IsClosedInHandshake(entry),
            IsPartial = isShaken || outcome == ConnectionOutcome.Unknown || entry.OpenedAt == Nanoseconds.Never,
            TraceId = entry.TraceId,
            NodeName = entry.NodeName,
        };
    }
}
