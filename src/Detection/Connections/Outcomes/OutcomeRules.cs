using Windsock.Detection.Connections.Entries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Outcomes;

/// <summary>From the times of a connection's events to its outcome. Pure.</summary>
internal sealed class OutcomeRules
{
    /// <summary>A SYN is sent again after one second: a drop that the repeat got past (a policy was still being computed) was no denial.</summary>
    private const long SynRepeat = 1_500_000_000;

    private readonly long _synTimeout;
    private readonly long _answerTimeout;
    private readonly long _settleAfter;
    private readonly long _window;

    public OutcomeRules(ConnectionOptions options)
    {
        _synTimeout = Nanoseconds.Of(options.SynTimeout);
        _answerTimeout = Nanoseconds.Of(options.AnswerTimeout);
        _settleAfter = Nanoseconds.Of(options.SettleAfter);
        _window = Nanoseconds.Of(options.ReorderWindow);
    }

    public Judgement Judge(in ConnectionEntry entry)
    {
        var isTcp = entry.Key.Protocol == L4Protocol.Tcp;
        var openedAt = entry.OpenedAt;
        var limit = AnswerLimit(entry);
        var isDenied = entry.DeniedAt != Nanoseconds.Never && entry.DeniedAt <= limit;
        var horizon = isDenied ? Math.Min(limit, entry.DeniedAt + SynRepeat) : limit;
        var refusedAt = openedAt == Nanoseconds.Never ? Nanoseconds.Never : RefusedAt(entry);

        if (entry.SetUpAt != Nanoseconds.Never && entry.SetUpAt <= Math.Min(horizon, refusedAt))
        {
            return isTcp ? JudgeSetUp(entry) : new Judgement(ConnectionOutcome.Established, entry.SetUpAt);
        }

        if (refusedAt != Nanoseconds.Never && entry.ResetAt <= horizon)
        {
            return new Judgement(ConnectionOutcome.Refused, refusedAt);
        }

        if (isDenied)
        {
            return new Judgement(ConnectionOutcome.Denied, horizon);
        }

        if (openedAt == Nanoseconds.Never)
        {
            return new Judgement(null, entry.LastSeen);
        }

        return entry.UnreachableAt <= limit
            ? new Judgement(ConnectionOutcome.Refused, entry.UnreachableAt)
            : new Judgement(SilentOutcome(entry.Key.Protocol), limit);
    }

    /// <summary>What can be said when nothing more will be heard: silence that has not lasted long enough says nothing.</summary>
    public Judgement JudgeBeforeItsTime(in ConnectionEntry entry, long now)
    {
        var judgement = Judge(entry);
        return judgement.IsFromSilence && now < judgement.StandsAt ? new Judgement(ConnectionOutcome.Unknown, now) : judgement;
    }

    /// <summary>Answers that come later than this come too late.</summary>
    public long AnswerLimit(in ConnectionEntry entry) =>
        Nanoseconds.After(entry.OpenedAt, entry.Key.Protocol is L4Protocol.Tcp or L4Protocol.Sctp ? _synTimeout : _answerTimeout);

    /// <summary>An RST of the server refuses unless something before it shows that it was set up; with two clocks, before means
    /// little.</summary>
    private long RefusedAt(in ConnectionEntry entry) => entry.Has(EntryMarks.ResetByServer)
        ? Nanoseconds.After(entry.ResetAt, entry.Has(EntryMarks.HasTwoClocks) ? _window : 0)
        : Nanoseconds.Never;

    private static ConnectionOutcome SilentOutcome(L4Protocol protocol) =>
        protocol is L4Protocol.Tcp or L4Protocol.Sctp ? ConnectionOutcome.Timeout : ConnectionOutcome.Unanswered;

    /// <summary>A connection is closed in order when both ends have said FIN, and also when an end that has said FIN gets an RST:
    /// it was done, and the other end need not wait. An RST to an end that was not done breaks off.</summary>
    private Judgement JudgeSetUp(in ConnectionEntry entry)
    {
        var settledAt = entry.SetUpAt + _settleAfter;
        var closedAt = Math.Max(entry.ClientFinAt, entry.ServerFinAt);
        if (closedAt <= Math.Min(settledAt, entry.ResetAt))
        {
            return new Judgement(ConnectionOutcome.Established, closedAt);
        }

        if (entry.ResetAt <= settledAt)
        {
            var resetEndFinAt = entry.Has(EntryMarks.ResetByServer) ? entry.ClientFinAt : entry.ServerFinAt;
            return new Judgement(resetEndFinAt <= entry.ResetAt ? ConnectionOutcome.Established : ConnectionOutcome.Reset, entry.ResetAt);
        }

        return new Judgement(ConnectionOutcome.Established, settledAt);
    }
}
