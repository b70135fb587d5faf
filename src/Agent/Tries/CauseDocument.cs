using System.Collections.Immutable;

namespace Windsock.Agent.Tries;

/// <summary>One cause with its evidence.</summary>
internal sealed record CauseDocument
{
    /// <summary>One of the label <c>cause</c>, for example <c>policy_denied</c>; <c>none_seen</c> when the network explains nothing.</summary>
    public required string Cause { get; init; }

    /// <summary><c>high</c>, <c>medium</c> or <c>low</c>.</summary>
    public required string Confidence { get; init; }

    /// <summary>What, to whom, when before the end, which policy or code.</summary>
    public required string Sentence { get; init; }

    /// <summary>Whether running it again can help without a change: <c>will_not_help</c>, <c>may_help</c>, <c>likely_helps</c> or <c>unknown</c>.</summary>
    public required string Retry { get; init; }

    /// <summary>What to change, one or two sentences; may be empty.</summary>
    public required string Mend { get; init; }

    /// <summary>For a denial: a CiliumNetworkPolicy that would allow it, as YAML to review; else empty.</summary>
    public required string PolicyFragment { get; init; }

    /// <summary>Stable name of the peer; empty when there is none.</summary>
    public required string Peer { get; init; }

    /// <summary>0 when it does not apply.</summary>
    public required int Port { get; init; }

    /// <summary>Policies, status codes or names that the sentence rests on, most frequent first.</summary>
    public required ImmutableArray<string> Evidence { get; init; }

    /// <summary><c>x-request-id</c> of the latest call that failed so; empty when no mesh proxy told.</summary>
    public required string RequestId { get; init; }

    /// <summary>W3C trace id of that call; empty when it has none.</summary>
    public required string TraceId { get; init; }

    /// <summary>Times it was seen.</summary>
    public required int Count { get; init; }

    /// <summary>First time it was seen.</summary>
    public required DateTimeOffset? FirstSeen { get; init; }

    /// <summary>Last time it was seen.</summary>
    public required DateTimeOffset? LastSeen { get; init; }
}
