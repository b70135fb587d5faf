using System.Collections.Immutable;

namespace Windsock.Model.Platform;

/// <summary>What is known of identities at one moment.</summary>
/// <param name="Identities">By namespace, DAG and service account.</param>
/// <param name="Shared">Those of the identities that several DAGs act as; service accounts first, by name.</param>
/// <param name="Forgotten">Rows that made room for others since the agent started.</param>
public sealed record IdentityReading(ImmutableArray<DagIdentity> Identities, ImmutableArray<SharedIdentity> Shared, long Forgotten);
