namespace Windsock.Exporter.Prometheus.Cardinality;

/// <summary>What the tasks of a DAG talk to, as far as it makes series. The defaults are those of a task that is only a client, without
/// troubles and without a mesh proxy.</summary>
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

    /// <summary>Ways in which its connections go wrong, each by another outcome, drop reason or kind of peer. Default 0.</summary>
    public int Troubles { get; init; }

    /// <summary>Its mesh proxy reports calls to the agent.</summary>
    public bool HasMesh { get; init; }

    /// <summary>It is connected to as well: everything with a direction is there twice.</summary>
    public bool Serves { get; init; }

    /// <summary>Directions of its connections.</summary>
    public int Directions => Serves ? 2 : 1;

    /// <summary><see cref="PeerKinds"/> as far as there are peers.</summary>
    public int KindsOfPeer => Math.Min(PeerKinds, Peers);
}
