using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What kind of place an Envoy cluster name names.</summary>
internal enum PlaceKind : byte
{
    /// <summary>The name is empty or of no form that Istio makes.</summary>
    Unknown,

    /// <summary>Out of the pod: a service, or a host that the mesh knows.</summary>
    Outbound,

    /// <summary>Into the pod.</summary>
    Inbound,

    /// <summary>Out of the pod, to an address of which the mesh knows nothing.</summary>
    Passthrough,

    /// <summary>Nowhere: the mesh knows no such place and may not pass it.</summary>
    BlackHole,
}

/// <summary>Where a call goes, as the name of the proxy's cluster says. Immutable.</summary>
/// <param name="Service">The Kubernetes service; null when it is none.</param>
/// <param name="Host">The host when it is no Kubernetes service, in lower case; else empty.</param>
internal sealed record CalledPlace(PlaceKind Kind, ServiceName? Service, string Host)
{
    public static readonly CalledPlace Unknown = new(PlaceKind.Unknown, null, "");

    private static readonly CalledPlace Inbound = new(PlaceKind.Inbound, null, "");
    private static readonly CalledPlace Passthrough = new(PlaceKind.Passthrough, null, "");
    private static readonly CalledPlace BlackHole = new(PlaceKind.BlackHole, null, "");

    /// <summary>Istio writes <c>outbound|port|subset|host</c>, <c>inbound|port||</c>, a waypoint <c>inbound-vip|port|protocol|host</c>;
    /// the special names are those of the proxy.</summary>
    public static CalledPlace Parse(string cluster)
    {
        if (cluster.StartsWith("outbound|", StringComparison.Ordinal) || cluster.StartsWith("inbound-vip|", StringComparison.Ordinal))
        {
            return OfHost(PlaceKind.Outbound, cluster[(cluster.LastIndexOf('|') + 1)..]);
        }

        return cluster switch
        {
            "PassthroughCluster" => Passthrough,
            "BlackHoleCluster" => BlackHole,
            _ when cluster.StartsWith("outbound_.", StringComparison.Ordinal) => new CalledPlace(PlaceKind.Outbound, null, ""),
            _ when cluster.StartsWith("inbound|", StringComparison.Ordinal)
                || cluster.StartsWith("InboundPassthroughCluster", StringComparison.Ordinal) => Inbound,
            _ => Unknown,
        };
    }

    /// <summary>A host that is known to be one of the mesh's registry, or known not to be.</summary>
    public static CalledPlace OfHost(PlaceKind kind, string host) => ServiceOf(host) is { } service
        ? new CalledPlace(kind, service, "")
        : new CalledPlace(kind, null, host.ToLowerInvariant());

    /// <summary><c>name.namespace.svc.domain</c>, the only form that names a service for certain; else null.</summary>
    public static ServiceName? ServiceOf(string host)
    {
        var parts = host.Split('.', 4);
        return parts.Length >= 3 && parts[2] == "svc" && parts[0].Length > 0 && parts[1].Length > 0 ? new ServiceName(parts[1], parts[0]) : null;
    }
}
