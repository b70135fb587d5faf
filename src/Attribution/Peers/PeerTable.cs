using System.Collections.Immutable;
using System.Globalization;
using Windsock.Attribution.Lookups;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Peers;

/// <summary>Makes peer names and keeps one object for each. Bounded: full, it starts anew (and counts it).</summary>
internal sealed class PeerTable
{
    /// <summary>Keys whose value names an application, best first.</summary>
    private static readonly ImmutableArray<string> ApplicationLabels = ["app.kubernetes.io/name", "k8s-app", "app"];

    private readonly Dictionary<(PeerKind Kind, string Name), Peer> _peers = [];
    private readonly Dictionary<string, Peer?> _byDnsName = new(StringComparer.Ordinal);
    private readonly int _maxPeers;
    private readonly AttributionCounts _counts;

    public PeerTable(int maxPeers, AttributionCounts counts)
    {
        _maxPeers = maxPeers;
        _counts = counts;
    }

    public Peer OfTask(TaskKey task) => Intern(PeerKind.Task, $"{task.Namespace}/{task.DagId}.{task.TaskId}");

    /// <summary>From a pod of the view: its controller, else its labels, else its name.</summary>
    public Peer OfWorkload(PodState pod)
    {
        var labelled = "";
        foreach (var key in ApplicationLabels)
        {
            labelled = labelled.Length > 0 ? labelled : pod.Labels.GetValueOrDefault(key, "");
        }

        return Intern(PeerKind.Workload, $"{pod.Namespace}/{WorkloadNames.Of(pod.Controller, pod.Name, labelled)}");
    }

    /// <summary>From the workloads that Cilium names; null when it names none.</summary>
    public Peer? OfWorkloads(Endpoint endpoint)
    {
        foreach (var workload in endpoint.Workloads)
        {
            // For a pod without a controller Cilium gives the pod itself.
            if (workload.Kind != "Pod" && workload.Name.Length > 0)
            {
                return Intern(PeerKind.Workload, $"{endpoint.Namespace}/{WorkloadNames.Of(workload, endpoint.PodName, "")}");
            }
        }

        return null;
    }

    /// <summary>From the labels of the endpoint's identity, else from its pod name.</summary>
    public Peer OfPodName(Endpoint endpoint)
    {
        foreach (var key in ApplicationLabels)
        {
            foreach (var label in endpoint.Labels)
            {
                var value = label.AsSpan();
                if (value.StartsWith("k8s:", StringComparison.Ordinal)
                    && value[4..].StartsWith(key, StringComparison.Ordinal)
                    && value.Length > key.Length + 5 && value[key.Length + 4] == '=')
                {
                    return Intern(PeerKind.Workload, $"{endpoint.Namespace}/{value[(key.Length + 5)..]}");
                }
            }
        }

        return Intern(PeerKind.Workload, $"{endpoint.Namespace}/{WorkloadNames.OfPodName(endpoint.PodName)}");
    }

    /// <summary>For an endpoint that is no pod.</summary>
    /// <param name="entity">Its entity, empty when it is none.</param>
    public Peer OfEntityOrCidr(Endpoint endpoint, string entity)
    {
        if (entity is "" or EntityNames.World && Cidrs.Of(endpoint) is { Length: > 0 } cidr)
        {
            return Intern(PeerKind.Cidr, cidr);
        }

        return entity.Length > 0 ? Intern(PeerKind.Entity, entity) : Peer.Unknown;
    }

    /// <summary>The service that the datapath translated.</summary>
    public Peer OfService(EndpointView view, ServiceName service) => view.TryGetServicePeer(service, out var peer)
        ? peer
        : view.RememberServicePeer(service, Intern(PeerKind.Service, $"{service.Namespace}/{service.Name}"));

    /// <summary>The first of the names in ordinal order, in lower case and without the final dot; null when none is a name.</summary>
    public Peer? OfDnsNames(EndpointView view, ImmutableArray<string> names)
    {
        if (view.TryGetDnsPeer(names, out var peer))
        {
            return peer;
        }

        peer = null;
        foreach (var name in names)
        {
            var candidate = OfDnsName(name);
            if (candidate is not null && (peer is null || string.CompareOrdinal(candidate.Name, peer.Name) < 0))
            {
                peer = candidate;
            }
        }

        return view.RememberDnsPeer(names, peer);
    }

    private Peer? OfDnsName(string name)
    {
        if (!_byDnsName.TryGetValue(name, out var peer))
        {
            if (_byDnsName.Count >= _maxPeers)
            {
                _byDnsName.Clear();
                _counts.CountEviction(EvictionReason.PeerLimit);
            }

            var text = name.TrimEnd('.').ToLower(CultureInfo.InvariantCulture);

            // Cilium puts an address here when it knows no name.
            peer = text.Length == 0 || IpAddress.TryParse(text, out _) ? null : Intern(PeerKind.Dns, text);
            _byDnsName.Add(name, peer);
        }

        return peer;
    }

    private Peer Intern(PeerKind kind, string name)
    {
        if (!_peers.TryGetValue((kind, name), out var peer))
        {
            if (_peers.Count >= _maxPeers)
            {
                _peers.Clear();
                _counts.CountEviction(EvictionReason.PeerLimit);
            }

            peer = new Peer(kind, name);
            _peers.Add((kind, name), peer);
        }

        return peer;
    }
}
