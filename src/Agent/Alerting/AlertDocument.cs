using System.Collections.Immutable;

namespace Windsock.Agent.Alerting;

/// <summary>One alert of <c>/api/v1/alerts</c>.</summary>
internal sealed record AlertDocument
{
    /// <summary>The same for every message about one rule and cause, on every agent.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Name of the rule.</summary>
    public required string Rule { get; init; }

    /// <summary><c>info</c>, <c>warning</c> or <c>critical</c>.</summary>
    public required string Severity { get; init; }

    /// <summary>What its subjects have in common.</summary>
    public required string Cause { get; init; }

    /// <summary>One sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do.</summary>
    public required string Mend { get; init; }

    /// <summary>Whose it is; empty when nobody is known.</summary>
    public required ImmutableArray<string> Owners { get; init; }

    /// <summary>Since when it fires.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Subjects that it is about; <c>members</c> shows at most 100.</summary>
    public required int MemberCount { get; init; }

    /// <summary>Newest finding of each subject.</summary>
    public required ImmutableArray<AlertMemberDocument> Members { get; init; }
}
