using System.Collections.Immutable;
using Windsock.Attribution.Lifetimes;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Lookups;

/// <summary>How an endpoint can be looked up.</summary>
internal enum EndpointKind : byte
{
    /// <summary>It names a pod.</summary>
    Pod,

    /// <summary>It is no pod: the host, another node, the API server.</summary>
    Entity,

    /// <summary>Nothing but its address can tell.</summary>
    Address,

    /// <summary>A pod of another cluster of the mesh: its name means nothing here.</summary>
    Foreign,
}

/// <summary>What was worked out about one interned endpoint, once. Everything in it follows from the endpoint alone, except the
/// pods of its name, which carry the version they were looked up at, and the last service and DNS names seen with it.</summary>
internal sealed class EndpointView
{
    private Hot _hot;
    private ServiceName? _service;
    private Peer? _servicePeer;
    private ImmutableArray<string> _dnsNames;
    private Peer? _dnsPeer;

    public required Endpoint Endpoint
    {
        get => _hot.Endpoint;
        init => _hot.Endpoint = value;
    }

    public required EndpointKind Kind
    {
        get => _hot.Kind;
        init => _hot.Kind = value;
    }

    /// <summary>A pod of the node that observed the flow.</summary>
    public required bool IsLocalPod
    {
        get => _hot.IsLocalPod;
        init => _hot.IsLocalPod = value;
    }

    /// <summary>The agent's own pod.</summary>
    public bool IsAgent { get; init; }

    /// <summary>The answer when nothing but the endpoint's identity is known of it (world); null for pods and strangers.</summary>
    public Owner? EntityOwner { get; init; }

    /// <summary>The owner its labels name, for when the pod is not in the cluster view; null when they name none.</summary>
    public Owner? LabelOwner { get; init; }

    public Peer? LabelPeer { get; init; }

    /// <summary>The workload that Cilium names, or null.</summary>
    public Peer? WorkloadPeer { get; init; }

    /// <summary>The workload as labels or the pod's name give it away, or null.</summary>
    public Peer? DerivedPeer { get; init; }

    /// <summary>Entity, CIDR, or unknown.</summary>
    public required Peer LastResortPeer { get; init; }

    /// <summary>The pods of this name; null when there are none, as of <see cref="NamesVersion"/>.</summary>
    public Timeline? Names => _hot.Names;

    /// <summary>The only pod of this name, if there is exactly one.</summary>
    public PodLifetime? OnlyPod => _hot.OnlyPod;

    /// <summary>Zero before the first look.</summary>
    public int NamesVersion => _hot.NamesVersion;

    /// <summary>Reads one field of either line of memory. The sum means nothing.</summary>
    public int Touch() => _hot.NamesVersion + (_dnsPeer is null ? 0 : 1) + (LastResortPeer is null ? 0 : 1);

    public void SetNames(Timeline? names, int version)
    {
        _hot.Names = names;
        _hot.OnlyPod = names?.Only;
        _hot.NamesVersion = version;
    }

    /// <summary>An endpoint mostly comes with the same service and the same names: the last of each is remembered by reference.</summary>
    public bool TryGetServicePeer(ServiceName service, out Peer peer)
    {
        peer = _servicePeer!;
        return ReferenceEquals(service, _service);
    }

    public Peer RememberServicePeer(ServiceName service, Peer peer)
    {
        _service = service;
        _servicePeer = peer;
        return peer;
    }

    public bool TryGetDnsPeer(ImmutableArray<string> names, out Peer? peer)
    {
        peer = _dnsPeer;
        return names == _dnsNames;
    }

    public Peer? RememberDnsPeer(ImmutableArray<string> names, Peer? peer)
    {
        _dnsNames = names;
        _dnsPeer = peer;
        return peer;
    }

    /// <summary>What every flow reads, side by side in memory.</summary>
    private struct Hot
    {
        public Endpoint Endpoint;
        public PodLifetime? OnlyPod;
        public Timeline? Names;
        public int NamesVersion;
        public EndpointKind Kind;
        public bool IsLocalPod;
    }
}
