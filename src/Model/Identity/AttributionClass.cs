namespace Windsock.Model.Identity;

/// <summary>How sure an attribution is, best first.</summary>
public enum AttributionClass : byte
{
    /// <summary>The flow names the pod and the pod lived at that time.</summary>
    Exact,

    /// <summary>Most likely; <see cref="AttributionReason"/> says what is missing.</summary>
    Inferred,

    /// <summary>More than one owner fits. No owner is given.</summary>
    Ambiguous,

    /// <summary>No owner fits.</summary>
    Unknown,
}

/// <summary>Why an attribution is not <see cref="AttributionClass.Exact"/>.</summary>
public enum AttributionReason : byte
{
    None,

    /// <summary>Found by IP address only.</summary>
    IpOnly,

    /// <summary>The time lies outside the pod's life, but within the tolerance for clock skew and whole-second timestamps.</summary>
    ClockSkew,

    /// <summary>The flow has no usable time; the time of receipt was used.</summary>
    NoTime,

    /// <summary>Read from labels in the flow itself; the pod is not in the cluster view.</summary>
    FlowLabels,

    /// <summary>Two pods fit at that time.</summary>
    TwoPods,

    /// <summary>The flow's pod name and its IP belong to different pods.</summary>
    NameAndIpDisagree,

    /// <summary>The pod never appeared in the cluster view.</summary>
    PodUnknown,

    /// <summary>Pods of that name or IP are known, but none lived at that time.</summary>
    OutsideLife,

    /// <summary>The address belongs to a node and its host-network pods share it.</summary>
    HostNetwork,

    /// <summary>The flow describes no end that could be looked up.</summary>
    NothingToLookUp,
}

/// <summary>The <c>kind</c> of <c>attribution_total</c>: what the flow concerns.</summary>
public enum AttributionKind : byte { Task, Component, Other }
