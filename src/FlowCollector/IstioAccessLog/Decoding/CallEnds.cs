using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog.Decoding;

/// <summary>Whose entry it is, and the ends of the connection that was on the wire between the pods. An outbound entry has it
/// upstream of the proxy, an inbound one downstream; the other hop is inside the pod.</summary>
/// <param name="IsTunnelled">The connection came out of a tunnel, so that nothing on it tells of TLS.</param>
internal readonly record struct CallEnds(CallReporter Reporter, AddressField Client, AddressField Server, bool IsTunnelled)
{
    /// <returns>False when an address is malformed.</returns>
    public static bool TryRead(in CommonFields common, ReportingProxy proxy, IpTextTable texts, PlaceKind place, out CallEnds ends)
    {
        ends = default;
        if (!AddressField.TryRead(common.DownstreamDirectRemote.IsEmpty ? common.DownstreamRemote : common.DownstreamDirectRemote, texts, out var downstreamRemote)
            || !AddressField.TryRead(common.DownstreamLocal, texts, out var downstreamLocal)
            || !AddressField.TryRead(common.UpstreamLocal, texts, out var upstreamLocal)
            || !AddressField.TryRead(common.UpstreamRemote, texts, out var upstreamRemote))
        {
            return false;
        }

        var reporter = ReporterOf(proxy, place, downstreamRemote, downstreamLocal);
        ends = reporter switch
        {
            CallReporter.Server => new CallEnds(reporter, OnWire(downstreamRemote), OnWire(downstreamLocal), downstreamRemote.IsInternal || downstreamLocal.IsInternal),
            CallReporter.Waypoint => new CallEnds(reporter, OnWire(downstreamRemote), OnWire(upstreamRemote), true),
            CallReporter.Client or CallReporter.Gateway => new CallEnds(reporter, ClientOf(proxy, upstreamLocal, downstreamRemote), OnWire(upstreamRemote), false),
            _ => default,
        };
        return true;
    }

    /// <summary>By the kind of the proxy, then by its cluster; when no host was chosen there is none, and the pod's own addresses tell:
    /// what was called at the pod is inbound, what it called is outbound.</summary>
    private static CallReporter ReporterOf(ReportingProxy proxy, PlaceKind place, in AddressField downstreamRemote, in AddressField downstreamLocal) => proxy.Kind switch
    {
        ProxyKind.Gateway => CallReporter.Gateway,
        ProxyKind.Waypoint => CallReporter.Waypoint,
        _ => place switch
        {
            PlaceKind.Inbound => CallReporter.Server,
            PlaceKind.Outbound or PlaceKind.Passthrough or PlaceKind.BlackHole => CallReporter.Client,
            _ when proxy.Owns(downstreamLocal.Ip) => CallReporter.Server,
            _ when proxy.Owns(downstreamRemote.Ip) => CallReporter.Client,
            _ => CallReporter.Unknown,
        },
    };

    /// <summary>A call that never left the pod has no port there, but its address is that of the pod.</summary>
    private static AddressField ClientOf(ReportingProxy proxy, in AddressField upstreamLocal, in AddressField downstreamRemote)
    {
        var client = OnWire(upstreamLocal);
        return client.Ip.IsNone && proxy.Owns(downstreamRemote.Ip) ? new AddressField(downstreamRemote.Ip, 0, false) : client;
    }

    /// <summary>Loopback (127.0.0.6 is how a sidecar calls its own application) is no address between pods.</summary>
    private static AddressField OnWire(in AddressField address) => address.Ip.IsLoopback ? default : address;
}
