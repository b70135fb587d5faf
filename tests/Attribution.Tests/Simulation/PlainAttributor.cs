using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Tests.Simulation;

/// <summary>The plain, slow twin of the fast tables: a list of all pods with what was told of each, scanned from end to end for
/// every question. It knows the rules and nothing of the tables.</summary>
internal sealed class PlainAttributor(bool isClusterScope, double tolerance, double settle)
{
    private readonly List<Record> _records = [];
    private long _latest;

    public void Apply(PodState pod, Instant observedAt)
    {
        Reach(observedAt);
        var record = RecordOf(pod.Uid, pod.Name, observedAt);
        record.Seen = true;
        record.Node = pod.NodeName;
        record.CreatedAt = pod.CreatedAt.UnixNanoseconds;
        if (!pod.StartedAt.IsMissing)
        {
            record.StartedAt = Math.Min(record.StartedAt, pod.StartedAt.UnixNanoseconds);
        }

        if (pod.Ips.Length > 0)
        {
            record.Ip = pod.Ips[0];
            record.AddressSeenAt = Math.Min(record.AddressSeenAt, observedAt.UnixNanoseconds);
        }

        record.LastFinish = pod.Containers.Length > 0 ? pod.Containers[0].FinishedAt.UnixNanoseconds : 0;
        if (pod.Phase == PodPhase.Succeeded)
        {
            record.FinishedAt = Math.Max(record.FinishedAt, record.LastFinish);
            record.OverBy = record.LastFinish > 0 ? record.OverBy : Math.Min(record.OverBy, observedAt.UnixNanoseconds);
        }
    }

    public void Remove(string uid, string name, Instant observedAt)
    {
        Reach(observedAt);
        var record = RecordOf(uid, name, observedAt);
        record.FinishedAt = Math.Max(record.FinishedAt, record.LastFinish);
        record.OverBy = record.LastFinish > 0 ? record.OverBy : Math.Min(record.OverBy, observedAt.UnixNanoseconds);
    }

    public (AttributionOutcome Outcome, string Uid, AttributionClass Class, AttributionReason Reason) Ask(in Flow flow, Instant receivedAt, bool mayWait)
    {
        var time = (flow.Time.IsMissing ? receivedAt : flow.Time).UnixNanoseconds;
        var (uid, answerClass, reason, mayImprove) = flow.Source.HasPod ? ByName(flow, time) : ByAddress(flow, time);
        if (flow.Time.IsMissing && answerClass == AttributionClass.Exact)
        {
            (answerClass, reason) = (AttributionClass.Inferred, AttributionReason.NoTime);
        }

        return mayWait && mayImprove
            ? (AttributionOutcome.Wait, "", default, default)
            : (AttributionOutcome.Attributed, uid, answerClass, reason);
    }

    private (string Uid, AttributionClass Class, AttributionReason Reason, bool MayImprove) ByName(in Flow flow, long time)
    {
        var canWait = isClusterScope || flow.Source.IsLocal;
        var namesakes = 0;
        var isAfterAll = true;
        var isContradicted = false;
        var fits = new Fits();
        foreach (var record in _records)
        {
            if (record.Name != flow.Source.PodName)
            {
                continue;
            }

            namesakes++;
            var (start, end) = Life(record);
            isAfterAll &= time >= end;
            if (!record.Seen)
            {
                continue;
            }

            if (record.Ip.IsNone || record.Ip == flow.SourceIp)
            {
                fits.Add(record, Distance(time, start, end), SharesClock(record, flow));
            }
            else
            {
                isContradicted |= Distance(time, start, end) < Tolerance;
            }
        }

        if (namesakes == 0)
        {
            return ("", AttributionClass.Unknown, AttributionReason.PodUnknown, canWait);
        }

        if (fits.Chosen(Tolerance, out var isSeveral) is { } chosen)
        {
            return Named(flow, time, chosen, canWait);
        }

        return isSeveral ? ("", AttributionClass.Ambiguous, AttributionReason.TwoPods, canWait)
            : isContradicted ? ("", AttributionClass.Ambiguous, AttributionReason.NameAndIpDisagree, canWait)
            : ("", AttributionClass.Unknown, AttributionReason.OutsideLife, canWait && isAfterAll);
    }

    private (string Uid, AttributionClass Class, AttributionReason Reason, bool MayImprove) Named(in Flow flow, long time, Record chosen, bool canWait)
    {
        var (start, end) = Life(chosen);
        if (chosen.Ip.IsNone && ByAddressFits(flow, time).Chosen(Tolerance, out _) is { } other
            && Distance(time, Life(other).Start, Life(other).End) < 0)
        {
            return ("", AttributionClass.Ambiguous, AttributionReason.NameAndIpDisagree, canWait);
        }

        return Distance(time, start, end) < 0
            ? (chosen.Uid, AttributionClass.Exact, AttributionReason.None, false)
            : (chosen.Uid, AttributionClass.Inferred, AttributionReason.ClockSkew, chosen.Ip.IsNone && time >= end && canWait);
    }

    private (string Uid, AttributionClass Class, AttributionReason Reason, bool MayImprove) ByAddress(in Flow flow, long time)
    {
        var fits = ByAddressFits(flow, time);
        var isUnsettled = _latest < time + (long)(settle * 1e9);
        if (fits.Chosen(Tolerance, out var isSeveral) is { } chosen)
        {
            var isInside = Distance(time, Life(chosen).Start, Life(chosen).End) < 0;
            return (chosen.Uid, AttributionClass.Inferred, isInside ? AttributionReason.IpOnly : AttributionReason.ClockSkew, isUnsettled);
        }

        return isSeveral ? ("", AttributionClass.Ambiguous, AttributionReason.TwoPods, isUnsettled)
            : ("", AttributionClass.Unknown, fits.Count > 0 ? AttributionReason.OutsideLife : AttributionReason.PodUnknown, false);
    }

    private Fits ByAddressFits(in Flow flow, long time)
    {
        var fits = new Fits();
        foreach (var record in _records)
        {
            if (record.Seen && !record.Ip.IsNone && record.Ip == flow.SourceIp)
            {
                var (start, end) = Life(record);
                fits.Add(record, Distance(time, start, end), SharesClock(record, flow));
            }
        }

        return fits;
    }

    private long Tolerance => (long)(tolerance * 1e9);

    /// <summary>Negative inside the life, else how far outside of it.</summary>
    private static long Distance(long time, long start, long end) => time < start ? start - time - 1 : time >= end ? time - end : -1;

    private (long Start, long End) Life(Record record)
    {
        var start = Math.Min(record.StartedAt, record.AddressSeenAt);
        if (record.StartedAt == long.MaxValue)
        {
            start = Math.Min(start, record.CreatedAt > 0 ? record.CreatedAt : record.SeenAt);
        }

        return (start, End(record).At);
    }

    private (long At, bool IsOwnClock, bool IsOther) End(Record record)
    {
        if (record.FinishedAt > 0)
        {
            return (record.FinishedAt + 1_000_000_000, false, false);
        }

        var superseded = long.MaxValue;
        foreach (var other in _records)
        {
            if (other.Name == record.Name && record.CreatedAt > 0 && other.CreatedAt > record.CreatedAt)
            {
                superseded = Math.Min(superseded, other.CreatedAt + 1_000_000_000);
            }
        }

        return superseded < record.OverBy ? (superseded, false, true) : (record.OverBy, record.OverBy < long.MaxValue, false);
    }

    private bool SharesClock(Record record, in Flow flow)
    {
        var (_, isOwnClock, isOther) = End(record);
        return !flow.Time.IsMissing && flow.NodeName == record.Node && !isOther && (!isOwnClock || !isClusterScope);
    }

    private void Reach(Instant observedAt) => _latest = Math.Max(_latest, observedAt.UnixNanoseconds);

    private Record RecordOf(string uid, string name, Instant observedAt)
    {
        var record = _records.Find(known => known.Uid == uid);
        if (record is null)
        {
            _records.Add(record = new Record { Uid = uid, Name = name, SeenAt = observedAt.UnixNanoseconds });
        }

        return record;
    }

    private sealed class Record
    {
        public required string Uid { get; init; }
        public required string Name { get; init; }
        public required long SeenAt { get; init; }
        public bool Seen { get; set; }
        public string Node { get; set; } = "";
        public IpAddress Ip { get; set; }
        public long CreatedAt { get; set; }
        public long StartedAt { get; set; } = long.MaxValue;
        public long AddressSeenAt { get; set; } = long.MaxValue;
        public long LastFinish { get; set; }
        public long FinishedAt { get; set; }
        public long OverBy { get; set; } = long.MaxValue;
    }

    /// <summary>Candidates with their distance; chosen by the words of the rule.</summary>
    private sealed class Fits
    {
        private readonly List<(Record Record, long Distance, bool SharesClock)> _all = [];

        public int Count => _all.Count;

        public void Add(Record record, long distance, bool sharesClock) => _all.Add((record, distance, sharesClock));

        public Record? Chosen(long tolerance, out bool isSeveral)
        {
            var inside = _all.FindAll(one => one.Distance < 0);
            var near = _all.FindAll(one => one.Distance >= 0 && one.Distance < tolerance);
            isSeveral = inside.Count > 1
                || (inside.Count == 1 && near.Count > 0 && !(inside[0].SharesClock && near.TrueForAll(one => one.SharesClock)))
                || (inside.Count == 0 && near.Count > 1);
            return isSeveral ? null : inside.Count == 1 ? inside[0].Record : near.Count == 1 ? near[0].Record : null;
        }
    }
}
