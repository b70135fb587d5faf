using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>Decides who counts for a side, so that a request that several saw is counted once. A side's own proxy owns its measures;
/// an entry of the server's proxy counts for the client only if it shows that the client has none and Cilium does not show its
/// requests; and once a side's proxy has reported anything, Cilium's HTTP events of that side are no requests any more. Counters of the
/// own proxy count only for a side that sends no access log, and their requests only where Cilium has shown none. The counting
/// thread's; its numbers may be read by any.</summary>
internal sealed class RequestOwners : IMetricSource
{
    // Pods of a node that talk through a mesh, with both directions: a node has hundreds. In cluster scope thousands.
    private const int MaxSides = 16_384;

    // Requests that Cilium told before the first entry of their side came, which is a second later (Envoy sends in batches).
    private const int MaxRequests = 4_096;

    // Connections that are open now, and those that ended lately: an entry per request names its connection again.
    private const int MaxConnections = 32_768;

    private static readonly ImmutableArray<string> Reasons = ["proxy_reports", "seen_before", "other_proxy", "not_final", "no_connection", "access_log", "in_counters"];

    private static readonly MetricFamily PassedOverFamily = new(
        "calls_passed_over_total", MetricKind.Counter, "What was seen of a task's calls and not counted as a request or connection of that side, because it is or will be: proxy_reports: an HTTP event of Cilium where the side's own proxy reports; seen_before: an entry, or an increase of counters, for requests that are counted from Cilium's events; other_proxy: an entry of a proxy that is not the side's own; not_final: a report in the middle of a connection; no_connection: no addresses to know a connection by; access_log: an increase of counters where the side's own pod sends an access log; in_counters: an entry of an access log that began, or a request that ended, before counters of its side were read and counted.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", Reasons),
    };

    private static readonly MetricFamily ForgottenFamily = new(
        "call_memory_forgotten_total", MetricKind.Counter, "Things that were remembered to count calls once and had to make room for newer ones; a connection that goes on is then counted again.", ["kind"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("kind", ["side", "request", "connection"]),
    };

    private readonly RecentKeys<(string Namespace, string Pod, int Direction)> _sides = new(MaxSides);
    private readonly RecentKeys<(string Namespace, string Pod, int Direction)> _seenByCilium = new(MaxSides);
    private readonly RecentKeys<(string Namespace, string Pod, int Direction)> _logging = new(MaxSides);
    private readonly LatestTimes<(string Namespace, string Pod, int Direction)> _countedUntil = new(MaxSides);
    private readonly RecentKeys<(FlowId Request, int Direction)> _requests = new(MaxRequests);
    private readonly RecentKeys<(IpAddress, ushort, IpAddress, ushort, int Direction)> _connections = new(MaxConnections);
    private readonly Counter[] _passedOver = [.. Reasons.Select(_ => new Counter())];

    // Whose own proxy reported last: the entries of one proxy come together.
    private Owner? _reporting;
    private int _reportingDirection;

    public static ImmutableArray<MetricFamily> AllFamilies => [PassedOverFamily, ForgottenFamily];

    public ImmutableArray<MetricFamily> Families => AllFamilies;

    /// <summary>Whether Cilium's HTTP response counts as a request of that side.</summary>
    public bool Counts(HttpRecord http, Owner owner, int direction)
    {
        if (_sides.Contains(SideOf(owner, direction)))
        {
            _passedOver[0].Add();
            return false;
        }

        _seenByCilium.Add(SideOf(owner, direction));
        if (FlowId.TryParseUuid(http.RequestId, out var id))
        {
            _requests.Add((id, direction));
        }

        return true;
    }

    /// <summary>Whether the entry counts for that side at all.</summary>
    /// <param name="direction">0 for the client, 1 for the server.</param>
    public bool Counts(in Call call, Owner owner, int direction)
    {
        var isReportedAgain = ReferenceEquals(owner, _reporting) && direction == _reportingDirection && IsOwnProxy(call, direction);
        if (!isReportedAgain && !Owns(call, owner, direction))
        {
            _passedOver[2].Add();
            return false;
        }

        if (!call.IsFinal)
        {
            _passedOver[3].Add();
            return false;
        }

        if (!_countedUntil.IsEmpty && IsInCounters(call, SideOf(owner, direction)))
        {
            _passedOver[6].Add();
            return false;
        }

        return true;
    }

    /// <summary>Whether what a proxy's counters grew by counts for that side at all.</summary>
    public bool CountsIncrease(in Call call, Owner owner, int direction)
    {
        var side = SideOf(owner, direction);
        if (!IsOwnProxy(call, direction))
        {
            _passedOver[2].Add();
            return false;
        }

        if (_logging.Contains(side))
        {
            _passedOver[5].Add();
            return false;
        }

        _countedUntil.Set(side, call.Time);
        return true;
    }

    /// <summary>Whether the requests of an increase that counts do so too: they have no ids to be known by, so a side whose requests
    /// Cilium has shown stays Cilium's, and any other is the counters' from now on.</summary>
    public bool CountsRequestsOf(Owner owner, int direction)
    {
        var side = SideOf(owner, direction);
        if (_seenByCilium.Contains(side))
        {
            _passedOver[1].Add();
            return false;
        }

        // May make another side be forgotten.
        _sides.Add(side);
        _reporting = null;
        return true;
    }

    /// <summary>False when the request was counted already.</summary>
    public bool CountsAsRequest(in Call call, int direction)
    {
        if (!call.RequestId.IsNone && _requests.Remove((call.RequestId, direction)))
        {
            _passedOver[1].Add();
            return false;
        }

        return true;
    }

    /// <summary>True for the first entry that names the connection.</summary>
    public bool CountsAsConnection(in Call call, int direction)
    {
        if (call.ClientIp.IsNone || call.ServerIp.IsNone || call.ClientPort == 0 || call.ServerPort == 0)
        {
            _passedOver[4].Add();
            return false;
        }

        return _connections.Add((call.ClientIp, call.ClientPort, call.ServerIp, call.ServerPort, direction));
    }

    public void Collect(IMetricCollector collector)
    {
        for (var reason = 0; reason < _passedOver.Length; reason++)
        {
            collector.Add(PassedOverFamily, _passedOver[reason].Value, Reasons[reason]);
        }

        collector.Add(ForgottenFamily, _sides.Forgotten + _seenByCilium.Forgotten + _logging.Forgotten + _countedUntil.Forgotten, "side");
        collector.Add(ForgottenFamily, _requests.Forgotten, "request");
        collector.Add(ForgottenFamily, _connections.Forgotten, "connection");
    }

    private bool Owns(in Call call, Owner owner, int direction)
    {
        var side = SideOf(owner, direction);
        if (IsOwnProxy(call, direction))
        {
            _sides.Add(side);
            _logging.Add(side);
            (_reporting, _reportingDirection) = (owner, direction);
            return true;
        }

        // A client whose own proxy reports has one, whatever it speaks to this server; one whose requests Cilium shows has an owner too.
        return direction == 0 && call.Reporter == CallReporter.Server && call.Tls is TlsMode.Plaintext or TlsMode.Simple
            && !_sides.Contains(side) && !_seenByCilium.Contains(side) && !_countedUntil.Contains(side);
    }

    private static bool IsOwnProxy(in Call call, int direction) => call.Reporter == (direction == 0 ? CallReporter.Client : CallReporter.Server);

    /// <summary>A proxy counts a request when it ends, and a connection while it lasts: of one that began before the counters were
    /// read for the last time nobody can say how much of it they held.</summary>
    private bool IsInCounters(in Call call, (string, string, int) side)
    {
        if (_countedUntil.Of(side) is not { IsMissing: false } until || call.Time.IsMissing)
        {
            return false;
        }

        var isRequest = call is { Protocol: > CallProtocol.Tcp, DurationNanoseconds: > 0 };
        return (isRequest ? call.Time.Add(TimeSpan.FromTicks(call.DurationNanoseconds / TimeSpan.NanosecondsPerTick)) : call.Time) <= until;
    }

    private static (string, string, int) SideOf(Owner owner, int direction) =>
        (owner.Namespace, owner.PodUid.Length > 0 ? owner.PodUid : owner.PodName, direction);
}
