using System.Collections.Immutable;
using Windsock.Evaluation.Traces.Incidents;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>The simulated cluster: what there is to talk to, and who does.</summary>
/// <param name="Services">In the cluster.</param>
/// <param name="Sites">Outside of it.</param>
/// <param name="Spare">In the cluster and outside, and used by nobody so far.</param>
/// <param name="Changes">Deploys that change what DAGs do and are no incident.</param>
internal sealed record ClusterPlan(
    ImmutableArray<Target> Services, ImmutableArray<Target> Sites, ImmutableArray<Target> Spare, ImmutableArray<DagPlan> Dags, ImmutableArray<BenignChange> Changes)
{
    public const string PlainSpace = "airflow";

    /// <summary>Labelled for the injection of sidecars.</summary>
    public const string MeshSpace = "airflow-mesh";

    public const string TrustDomain = "cluster.local";

    public static string PrincipalOf(string space, string account) => $"spiffe://{TrustDomain}/ns/{space}/sa/{account}";
}
