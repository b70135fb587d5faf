using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>Decides who counts for a side, so that a request that several saw is counted once. A side's own proxy owns its measures;
/// an entry of the server's proxy counts for the client only if it shows that the client has none and Cilium does not show its
/// requests; and once a side's proxy has reported anything, Cilium's HTTP events of that side are no requests any more. The counting
/// thread's; its numbers may be read by any.</summary>
internal sealed class RequestOwners : IMetricSource
{
    // Pods of a node that talk through a mesh, with both directions: a node has hundreds. In cluster scope thousands.
    private const int MaxSides = 16_384;

    // Requests that Cilium told before the first entry of their side came, which is a second later (Envoy sends in batches).
    private const int MaxRequests = 4_096;

    // Connections that are open now, and those that ended lately: an entry per request names its connection again.
    private const int MaxConnections = 32_768;

    private static readonly ImmutableArray<string> Reasons = ["proxy_reports", "seen_before", "other_proxy", "not_final", "no_connection"];

    private static readonly MetricFamily PassedOverFamily = new(
        "calls_passed_over_total", MetricKind.Counter, "What was seen of a task's calls and not counted as a request or connection of that side, because it is or will be: proxy_reports: an HTTP event of Cilium where the side's own proxy reports; seen_before: an entry for a request that was counted from Cilium's event; other_proxy: an entry of a proxy that is not the side's own; not_final: a report in the middle of a connection; no_connection: no addresses to know a connection by.", ["reason"])
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
    private readonly RecentKeys<(FlowId Request, int Direction)> _requests = new(MaxRequests);
    private readonly RecentKeys<(IpAddress, ushort, IpAddress, ushort, int Direction)> _connections = new(MaxConnections);
    private readonly Counter[] _passedOver = [.. Reasons.Select(_ => new Counter())];

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
        if (!Owns(call, owner, direction))
        {
            _passedOver[2].Add();
            return false;
        }

        if (!call.IsFinal)
        {
            _passedOver[3].Add();
            return false;
        }

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

        collector.Add(ForgottenFamily, _sides.Forgotten + _seenByCilium.Forgotten, "side");
        collector.Add(ForgottenFamily, _requests.Forgotten, "request");
        collector.Add(ForgottenFamily, _connections.Forgotten, "connection");
    }

    private bool Owns(in Call call, Owner owner, int direction)
    {
        var side = SideOf(owner, direction);
        if (call.Reporter == (direction == 0 ? CallReporter.Client : CallReporter.Server))
        {
            _sides.Add(side);
            return true;
        }

        // A client whose own proxy reports has one, whatever it speaks to this server; one whose requests Cilium shows has an owner too.
        return direction == 0 && call.Reporter == CallReporter.Server && call.Tls is TlsMode.Plaintext or TlsMode.Simple
            && !_sides.Contains(side) && !_seenByCilium.Contains(side);
    }

    private static (string, string, int) SideOf(Owner owner, int direction) =>
        (owner.Namespace, owner.PodUid.Length > 0 ? owner.PodUid : owner.PodName, direction);
}
