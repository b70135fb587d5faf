using Windsock.Model.Connections;
using Windsock.Model.Flows;

namespace Windsock.Detection.Tests.Connections.Scripts;

/// <summary>The slow and plain way to the outcome of one connection: all its events in a list, sorted, looked at when everything
/// is over. Default times.</summary>
internal static class PlainJudge
{
    private const double SynTimeout = 10;
    private const double SettleAfter = 10;
    private const double SynRepeat = 1.5;

    /// <summary>Null when the events are no connection.</summary>
    public static ConnectionOutcome? Judge(IEnumerable<Flow> flows)
    {
        var events = flows.Select(flow => (At: (flow.Time.UnixNanoseconds - Some.At(0).UnixNanoseconds) / 1e9, Flow: flow)).OrderBy(item => item.At).ToList();
        var isTcp = events[0].Flow.Protocol == L4Protocol.Tcp;
        var syns = events.Where(item => IsSyn(item.Flow)).Select(item => item.At).ToList();
        var drops = events.Where(item => item.Flow.Verdict == Verdict.Dropped).Select(item => item.At).ToList();
        var setUps = events.Where(item => item.Flow.Verdict != Verdict.Dropped && ShowsSetUp(item.Flow)).Select(item => item.At).ToList();
        var resets = events.Where(item => Has(item.Flow, TcpFlags.Rst)).ToList();

        var limit = syns.Count > 0 ? syns[0] + SynTimeout : double.PositiveInfinity;
        var deniedAt = drops.Where(at => at <= limit).Append(double.PositiveInfinity).First();
        var horizon = Math.Min(limit, deniedAt + SynRepeat);
        var refusedAt = syns.Count > 0 && resets.Count > 0 && resets[0].Flow.Reply == ReplyState.Reply ? resets[0].At : double.PositiveInfinity;

        if (setUps.Count > 0 && setUps[0] <= horizon && setUps[0] <= refusedAt)
        {
            return isTcp ? JudgeSetUp(events, setUps[0]) : ConnectionOutcome.Established;
        }

        if (refusedAt <= horizon && !double.IsPositiveInfinity(refusedAt))
        {
            return ConnectionOutcome.Refused;
        }

        return !double.IsPositiveInfinity(deniedAt) ? ConnectionOutcome.Denied
            : syns.Count == 0 ? null
            : isTcp ? ConnectionOutcome.Timeout : ConnectionOutcome.Unanswered;
    }

    private static ConnectionOutcome JudgeSetUp(List<(double At, Flow Flow)> events, double setUpAt)
    {
        var saidDone = new HashSet<ReplyState>();
        foreach (var (at, flow) in events.Where(item => item.At <= setUpAt + SettleAfter && item.Flow.Verdict != Verdict.Dropped))
        {
            if (Has(flow, TcpFlags.Rst))
            {
                var receiver = flow.Reply == ReplyState.Reply ? ReplyState.Request : ReplyState.Reply;
                return saidDone.Contains(receiver) ? ConnectionOutcome.Established : ConnectionOutcome.Reset;
            }

            if (Has(flow, TcpFlags.Fin) && saidDone.Add(flow.Reply) && saidDone.Count == 2)
            {
                return ConnectionOutcome.Established;
            }
        }

        return ConnectionOutcome.Established;
    }

    private static bool IsSyn(in Flow flow) => flow.Protocol == L4Protocol.Tcp
        ? Has(flow, TcpFlags.Syn) && !Has(flow, TcpFlags.Ack)
        : flow.Reply != ReplyState.Reply;

    private static bool ShowsSetUp(in Flow flow) => flow.Protocol == L4Protocol.Tcp
        ? !Has(flow, TcpFlags.Rst) && (!Has(flow, TcpFlags.Syn) || Has(flow, TcpFlags.Ack))
        : flow.Reply == ReplyState.Reply;

    private static bool Has(in Flow flow, TcpFlags flag) => (flow.TcpFlags & flag) != 0;
}
