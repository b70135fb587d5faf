using System.Collections.Immutable;

namespace Windsock.Model.Platform;

/// <summary>An identity as which several DAGs act: what one may do, the others may do.</summary>
/// <param name="IsCloud">A principal of a cloud; else a service account.</param>
/// <param name="Name"><c>namespace/name</c> of a service account, or the principal.</param>
/// <param name="Dags">In alphabetical order: the DAG ids of a service account, <c>namespace/dag</c> of a principal.</param>
public sealed record SharedIdentity(bool IsCloud, string Name, ImmutableArray<string> Dags);
