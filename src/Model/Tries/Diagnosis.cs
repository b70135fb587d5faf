using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Tries;

/// <summary>One cause with its evidence, in words for the person on call.</summary>
public sealed record Diagnosis
{
    public required FailureCause Cause { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>One sentence: what, to whom, when before the end, which policy or code.</summary>
    public required string Sentence { get; init; }

    public required RetryAdvice Retry { get; init; }

    /// <summary>What to change, one or two sentences; empty for <see cref="FailureCause.NoneSeen"/>.</summary>
    public string Mend { get; init; } = "";

    /// <summary>For a denial: a CiliumNetworkPolicy that would allow it, as YAML to review; empty otherwise.</summary>
    public string PolicyFragment { get; init; } = "";

    /// <summary>Stable name of the peer, empty when there is none.</summary>
    public string Peer { get; init; } = "";

    /// <summary>0 when it does not apply.</summary>
    public ushort Port { get; init; }

    /// <summary>Policies, status codes, names asked for: what the sentence rests on, most frequent first, at most 8.</summary>
    public ImmutableArray<string> Evidence { get; init; } = [];

    /// <summary><c>x-request-id</c> of the latest call that failed so, as a UUID; empty when no mesh proxy told.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>W3C trace id of that call, 32 hex digits; empty when it has none.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>Times it was seen.</summary>
    public int Count { get; init; }

    public Instant FirstSeen { get; init; }

    public Instant LastSeen { get; init; }
}
