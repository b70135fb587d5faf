using Windsock.Detection.Connections.Names;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Guardrails;

/// <summary>A peer of a try with what clauses ask of it, worked out once. Immutable.</summary>
internal sealed class PeerView
{
    private const ushort DnsPort = 53;
    private const string World = "world";
    private const string ApiServer = "kube-apiserver";

    public PeerView(TryPeer peer, TaskKey task)
    {
        Peer = peer;
        IsEgress = peer.Direction == TrafficDirection.Egress;
        var slash = peer.Name.IndexOf('/', StringComparison.Ordinal);
        if (peer.Kind is PeerKind.Task or PeerKind.Service or PeerKind.Workload && slash >= 0)
        {
            (Namespace, LocalName) = (peer.Name[..slash], peer.Name[(slash + 1)..]);
        }

        IsBeside = Namespace == task.Namespace;
        IsOwnWork = peer.Kind == PeerKind.Task && peer.Name == $"{task.Namespace}/{task.DagId}.{task.TaskId}";
        Block = peer.Kind == PeerKind.Cidr && CidrBlock.TryParse(peer.Name, out var block, out _) ? block : null;
    }

    public TryPeer Peer { get; }

    /// <summary>The try opened the connections.</summary>
    public bool IsEgress { get; }

    /// <summary>Empty for what is not in the cluster, as is <see cref="LocalName"/>.</summary>
    public string Namespace { get; } = "";

    public string LocalName { get; } = "";

    /// <summary>In the task's own namespace.</summary>
    public bool IsBeside { get; }

    /// <summary>Another pod of the same task: Spark's executors and their driver, say.</summary>
    public bool IsOwnWork { get; }

    /// <summary>Null for a peer that is not known as a block, or as none that can be read.</summary>
    public CidrBlock? Block { get; }

    /// <summary>A pod that the network does not know yet, or nothing at all.</summary>
    public bool IsUnknown => Peer.Kind == PeerKind.Unknown || Peer is { Kind: PeerKind.Entity, Name: "init" or "unmanaged" or "" };

    /// <summary>Outside of the cluster and known by no name.</summary>
    public bool IsWorld => Peer is { Kind: PeerKind.Entity, Name: World };

    public bool IsApiServer => Peer is { Kind: PeerKind.Entity, Name: ApiServer } or { Kind: PeerKind.Service, Name: "default/kubernetes" };

    /// <summary>A look-up at the cluster's own name servers, which every task needs; those on the node's own network are caches of them.</summary>
    public bool IsNameLookup => Peer.Port == DnsPort && (Namespace is "kube-system" or "openshift-dns" || Peer is { Kind: PeerKind.Entity, Name: "host" or "remote-node" });

    public bool IsMetadataService => MetadataAddresses.IsName(Peer.Kind, Peer.Name);

    public int Denied => Count(ConnectionOutcome.Denied);

    public int Connections
    {
        get
        {
            var sum = 0;
            foreach (var count in Peer.Outcomes)
            {
                sum += count;
            }

            return sum;
        }
    }

    /// <summary>Something went both ways.</summary>
    public bool WasReached
    {
        get
        {
            foreach (var count in Peer.HttpClasses)
            {
                if (count > 0)
                {
                    return true;
                }
            }

            return Count(ConnectionOutcome.Established) + Count(ConnectionOutcome.Reset) > 0;
        }
    }

    /// <summary>All that was tried was stopped on the way.</summary>
    public bool WasStopped => Denied > 0 && Denied == Connections && !WasReached;

    /// <summary>Something has come of it; before that there is nothing to judge yet.</summary>
    public bool HasOutcome => Connections > 0 || WasReached;

    public int Count(ConnectionOutcome outcome) => (int)outcome < Peer.Outcomes.Length ? Peer.Outcomes[(int)outcome] : 0;

    /// <summary>Outside of the cluster, by whichever name. A name that a pod asked for is a peer's only if it is no pod and no service.</summary>
    public bool IsOutside => IsWorld || Peer.Kind is PeerKind.Dns or PeerKind.Cidr;
}
