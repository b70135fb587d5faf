namespace Windsock.Attribution.Identities;

/// <summary>What a pod is known by, best first.</summary>
public enum PodEvidence
{
    /// <summary>A task, by the exact ids that the KubernetesExecutor writes into annotations.</summary>
    Annotations,

    /// <summary>A task, by labels, whose values are label-safe forms of the ids.</summary>
    Labels,

    /// <summary>A part of Airflow itself: scheduler, worker, ...</summary>
    Component,

    /// <summary>It carries a mark of Airflow, and nothing that says which task it is.</summary>
    MarkOnly,

    /// <summary>Nothing of Airflow.</summary>
    None,
}
