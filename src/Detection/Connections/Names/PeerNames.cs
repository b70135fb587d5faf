using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Names;

/// <summary>What addresses outside the cluster are called, by the DNS answers that a pod itself got: the name it asked for, not
/// the aliases behind it, because that is the one in its code. Bounded per pod and over all pods. One thread at a time.</summary>
internal sealed class PeerNames
{
    private const string World = "world";

    /// <summary>Servers may send any number here; a day is long for a connection to be named by.</summary>
    private const long MaxTtl = 86_400 * Nanoseconds.PerSecond;

    private readonly Dictionary<string, LinkedListNode<PodNames>> _pods = new(StringComparer.Ordinal);
    private readonly LinkedList<PodNames> _byLastAnswer = new();
    private readonly Dictionary<string, Peer?> _peersByQuery = new(StringComparer.Ordinal);
    private readonly Dictionary<Peer, Peer> _peers = [];
    private readonly ConnectionCounts _counts;
    private readonly string _clusterDomain;
    private readonly int _maxPerPod;
    private readonly int _maxNames;
    private readonly long _slack;
    private readonly long _tolerance;
    private int _count;

    public PeerNames(ConnectionOptions options, ConnectionCounts counts)
    {
        _counts = counts;
        _clusterDomain = options.ClusterDomain.Trim('.');
        _maxPerPod = options.NamesPerPod;
        _maxNames = options.MaxNames;
        _slack = Nanoseconds.Of(options.NameSlack);
        _tolerance = Nanoseconds.Of(options.ReorderWindow);
    }

    /// <summary>A pod was told the addresses of a name.</summary>
    public void Learn(string podUid, DnsRecord answer, long at)
    {
        if (podUid.Length == 0 || answer.Addresses.IsDefaultOrEmpty || OfQuery(answer.Query) is not { } peer)
        {
            return;
        }

        var until = at + Math.Min(answer.TtlSeconds * Nanoseconds.PerSecond, MaxTtl) + _slack;
        foreach (var address in answer.Addresses)
        {
            Learn(podUid, address, peer, at, until);
        }
    }

    /// <summary>Cilium named the address on a flow of this pod.</summary>
    public void Learn(string podUid, IpAddress address, Peer peer, long at)
    {
        if (podUid.Length > 0 && !address.IsNone)
        {
            Learn(podUid, address, peer, at, at + _slack);
        }
    }

    /// <summary>A name instead of a mere place (<c>world</c>, a CIDR, nothing), if the pod knew one when the connection began. The metadata
    /// services of clouds go by their addresses.</summary>
    /// <param name="frontend">The service's address, if there is one.</param>
    public Peer Improve(Peer known, string podUid, IpAddress address, IpAddress frontend, long at)
    {
        // Whatever name led there: who writes DNS answers must not be able to hide it.
        if (known.Kind > PeerKind.Workload && (MetadataAddresses.PeerOf(frontend) ?? MetadataAddresses.PeerOf(address)) is { } metadata)
        {
            return metadata;
        }

        var isPlace = known.Kind is PeerKind.Cidr or PeerKind.Unknown || (known.Kind == PeerKind.Entity && known.Name == World);
        if (!isPlace || podUid.Length == 0 || !_pods.TryGetValue(podUid, out var pod))
        {
            return known;
        }

        return pod.Value.Find(frontend, at, _tolerance) ?? pod.Value.Find(address, at, _tolerance) ?? known;
    }

    private void Learn(string podUid, IpAddress address, Peer peer, long from, long until)
    {
        var pod = Of(podUid);
        var before = pod.Count;
        pod.Learn(address, peer, from, until);
        if (pod.Count > _maxPerPod)
        {
            pod.ForgetOldest();
            _counts.CountGivenUp(GiveUpReason.PodNameLimit);
        }

        _count += pod.Count - before;
        while (_count > _maxNames && _byLastAnswer.Last is { } oldest)
        {
            _byLastAnswer.RemoveLast();
            _pods.Remove(oldest.Value.PodUid);
            _count -= oldest.Value.Count;
            _counts.CountGivenUp(GiveUpReason.NameLimit);
        }

        _counts.Names = _count;
    }

    private PodNames Of(string podUid)
    {
        if (_pods.TryGetValue(podUid, out var node))
        {
            _byLastAnswer.Remove(node);
        }
        else
        {
            node = new LinkedListNode<PodNames>(new PodNames(podUid));
            _pods.Add(podUid, node);
        }

        _byLastAnswer.AddFirst(node);
        return node.Value;
    }

    /// <summary>One object per name. Both tables start anew when they are full: names are made again, nothing is lost.</summary>
    private Peer? OfQuery(string query)
    {
        if (_peersByQuery.TryGetValue(query, out var peer))
        {
            return peer;
        }

        if (_peersByQuery.Count >= _maxNames)
        {
            _peersByQuery.Clear();
            _peers.Clear();
        }

        peer = DnsNames.Read(query, _clusterDomain);
        if (peer is not null && !_peers.TryAdd(peer, peer))
        {
            peer = _peers[peer];
        }

        _peersByQuery.Add(query, peer);
        return peer;
    }
}
