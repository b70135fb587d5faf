namespace Windsock.Agent.Tries;

/// <summary>What a try had to do with one peer, in one direction, on one port.</summary>
internal sealed record PeerDocument
{
    /// <summary><c>task</c>, <c>service</c>, <c>workload</c>, <c>dns</c>, <c>entity</c>, <c>cidr</c> or <c>unknown</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Stable name, for example <c>data/postgres</c> or <c>api.example.com</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>egress</c> when the task opened the connections, else <c>ingress</c>.</summary>
    public required string Direction { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>sctp</c> or <c>other</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The server's port; 0 when there is none.</summary>
    public required int Port { get; init; }

    /// <summary>Connections by outcome, those that occurred: <c>established</c>, <c>refused</c>, <c>reset</c>, <c>timeout</c>, <c>denied</c>, <c>unanswered</c>, <c>unknown</c>.</summary>
    public required IReadOnlyDictionary<string, int> Outcomes { get; init; }

    /// <summary>HTTP responses by class, those that occurred: <c>1xx</c> to <c>5xx</c>, and <c>other</c>.</summary>
    public required IReadOnlyDictionary<string, int> Http { get; init; }

    /// <summary>SPIFFE id of the peer as a mesh proxy verified it; empty when not told.</summary>
    public required string Principal { get; init; }

    /// <summary>Connections that a policy in audit mode would have denied.</summary>
    public required int WouldBeDenied { get; init; }

    /// <summary>Connections that followed a failed one within a minute.</summary>
    public required int Retries { get; init; }

    /// <summary>First event between the two.</summary>
    public required DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Last event between the two.</summary>
    public required DateTimeOffset? LastSeen { get; init; }
}
