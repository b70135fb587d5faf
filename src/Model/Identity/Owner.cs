namespace Windsock.Model.Identity;

/// <summary>Who owns one end of a flow: one pod's answer (frozen with its <see cref="PodUid"/>) and shared by its flows, so
/// consumers may remember what they worked out about it by reference. Later flows may carry a new object for the same identity
/// when its node, service account, cloud identity or the raw form of its ids became known; never one for another task.</summary>
public sealed class Owner
{
    public required OwnerKind Kind { get; init; }

    public PodRole Role { get; init; }

    /// <summary>Set exactly when <see cref="Kind"/> is <see cref="OwnerKind.Task"/>.</summary>
    public TaskTry? Try { get; init; }

    /// <summary>Airflow component (<c>scheduler</c>, <c>worker</c>, <c>triggerer</c>, <c>api-server</c>, ...); empty unless
    /// <see cref="Kind"/> is <see cref="OwnerKind.Component"/>.</summary>
    public string Component { get; init; } = "";

    /// <summary>Helm release, empty when the pod does not say.</summary>
    public string Release { get; init; } = "";

    /// <summary>Empty when the owner was read from the flow's own labels and no pod is known.</summary>
    public string PodUid { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string PodName { get; init; } = "";

    public string NodeName { get; init; } = "";

    /// <summary>Kubernetes service account; empty when not known.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary>Cloud identity that the service account is bound to (GCP service account, AWS role ARN, Azure client id); empty when none.</summary>
    public string CloudIdentity { get; init; } = "";

    /// <summary>A pod outside the configured Airflow namespaces carries Airflow labels: it is reported, not believed.</summary>
    public bool ClaimsAirflow { get; init; }

    public TaskKey? Task => Try?.Task;
}

/// <summary>What an owner is.</summary>
public enum OwnerKind : byte
{
    /// <summary>Nobody that is known.</summary>
    None,

    Task,

    /// <summary>A pod of Airflow itself, or one that runs many tasks.</summary>
    Component,

    /// <summary>A pod that is not Airflow's.</summary>
    OtherPod,

    /// <summary>Not a pod: host, world, kube-apiserver and the other reserved identities.</summary>
    Entity,
}

/// <summary>Which part of a task's work a pod does. Executor and operator pod of one try share its ids.</summary>
public enum PodRole : byte { None, Executor, Operator, SparkDriver, SparkExecutor, Callback, Component }
