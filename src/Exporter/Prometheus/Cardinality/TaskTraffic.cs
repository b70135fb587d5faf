namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What the tasks of a DAG talk to, as far as it makes series. The defaults are those of a task that is only a client, without
/// troubles, without a mesh proxy, and that asks nothing of a platform.</summary>
public sealed record TaskTraffic
{
    /// <summary>Named peers that a task connects to while its series live, the DNS server among them. Default 6; 0: it talks to
    /// nobody, whatever else is said.</summary>
    public int Peers { get; init; } = 6;

    /// <summary>Kinds of peer among them (task, service, workload, dns, entity, cidr, unknown). Default 3, range 1 to 7; never more than peers.</summary>
    public int PeerKinds { get; init; } = 3;

    /// <summary>Pairs of method and status code of its HTTP requests that the agent sees. Default 0; a mesh proxy or an HTTP rule of
    /// Cilium shows them.</summary>
    public int Requests { get; init; }

    /// <summary>DNS response codes that the agent sees. Default 0; a DNS rule of Cilium shows them, and then most pods see two: noerror, and
    /// nxdomain from the search path.</summary>
    public int DnsCodes { get; init; }

    /// <summary>Ways in which its connections go wrong, each by another outcome, drop reason or kind of peer, and verbs that each platform
    /// denies it. Default 0.</summary>
    public int Troubles { get; init; }

    /// <summary>Its mesh proxy reports calls to the agent.</summary>
    public bool HasMesh { get; init; }

    /// <summary>It is connected to as well: everything with a direction is there twice.</summary>
    public bool Serves { get; init; }

    /// <summary>Systems of the platform that it asks something of (kubernetes, crossplane, terraform, ...), as the audit port hears. Default
    /// 0, range 0 to 7.</summary>
    public int Systems { get; init; }

    /// <summary>Pairs of verb and outcome of what it asks of each of them, without <see cref="Troubles"/>. Default 2, at least 1.</summary>
    public int Actions { get; init; } = 2;

    /// <summary>One of the systems is Crossplane: claims and composites that it makes are watched.</summary>
    public bool HasClaims { get; init; }

    /// <summary>It takes Terraform's state locks, and waits for them.</summary>
    public bool HasStateLocks { get; init; }

    /// <summary>Triples of cloud, kind of host and outcome of its calls to clouds. Default 0.</summary>
    public int CloudCalls { get; init; }

    /// <summary><see cref="Systems"/>, Crossplane among them when there are claims.</summary>
    public int AskedSystems => HasClaims ? Math.Max(1, Systems) : Systems;

    /// <summary>Directions of its connections.</summary>
    public int Directions => Serves ? 2 : 1;

    /// <summary><see cref="PeerKinds"/> as far as there are peers.</summary>
    public int KindsOfPeer => Math.Min(PeerKinds, Peers);
}
