using System.Collections.Immutable;
using Windsock.Model.Findings;

namespace Windsock.Detection.Guardrails;

/// <summary>What the tasks of some DAGs may do on the network, as declared in a file. Immutable; each part knows its line.</summary>
public sealed record Guardrail
{
    /// <summary>Unique among all guardrails.</summary>
    public required string Name { get; init; }

    public required GuardrailMode Mode { get; init; }

    /// <summary>Of its violations in mode <see cref="GuardrailMode.Alert"/>.</summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Whom it concerns.</summary>
    public required GuardrailScope Scope { get; init; }

    /// <summary>Null: it has no such list and allows everything. Else whatever none of its clauses covers is a violation; never empty.</summary>
    public ClauseList? Allow { get; init; }

    /// <summary>Wins over <see cref="Allow"/>; empty when nothing is denied.</summary>
    public ImmutableArray<PeerClause> Deny { get; init; } = [];

    /// <summary>Under one of which its pods must run; null: under any.</summary>
    public PatternList? ServiceAccounts { get; init; }

    /// <summary>Where mutual TLS is required; null: it is not.</summary>
    public SourceLine? MutualTls { get; init; }

    /// <summary>Where the cloud's metadata service is forbidden; null: it is not.</summary>
    public SourceLine? MetadataForbidden { get; init; }

    /// <summary>At most one of each kind.</summary>
    public ImmutableArray<TryLimit> Limits { get; init; } = [];

    public required SourceLine Source { get; init; }
}
