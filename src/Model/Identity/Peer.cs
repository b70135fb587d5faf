namespace Windsock.Model.Identity;

/// <summary>The other end of a flow by its stable name, for people and metric labels: never an ephemeral pod name, never a raw
/// public address. Interned.</summary>
/// <param name="Name">For example <c>airflow/etl.load</c>, <c>data/postgres</c>, <c>api.example.com</c>, <c>world</c>, <c>10.0.0.0/8</c>.</param>
public sealed record Peer(PeerKind Kind, string Name)
{
    public static readonly Peer Unknown = new(PeerKind.Unknown, "unknown");
}

/// <summary>Kinds of names for a peer, best first.</summary>
public enum PeerKind : byte { Task, Service, Workload, Dns, Entity, Cidr, Unknown }
