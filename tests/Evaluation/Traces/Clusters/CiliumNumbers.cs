namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>Cilium's numeric identities.</summary>
internal static class CiliumNumbers
{
    public const uint World = 2;

    /// <summary>Identities of workloads that are not Airflow's.</summary>
    public const uint FirstWorkload = 6_000;

    /// <summary>Identities of DAGs: one each as long as Cilium leaves the labels of runs out of them.</summary>
    public const uint FirstDag = 20_000;

    /// <summary>Identities that tries get when it does not.</summary>
    public const uint FirstTry = 40_000;
}
