using System.Collections.Immutable;

namespace Windsock.Agent.Identities;

/// <summary>An identity as which several DAGs act.</summary>
internal sealed record SharedIdentityDocument
{
    /// <summary>`service_account` or `cloud_principal`.</summary>
    public required string Kind { get; init; }

    /// <summary>`namespace/name` of a service account, or the principal.</summary>
    public required string Name { get; init; }

    /// <summary>DAG ids of a service account, `namespace/dag` of a principal.</summary>
    public required ImmutableArray<string> Dags { get; init; }
}
