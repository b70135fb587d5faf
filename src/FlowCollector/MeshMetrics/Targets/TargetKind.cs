namespace Windsock.FlowCollector.MeshMetrics.Targets;

/// <summary>What of a pod can be asked for counters.</summary>
internal enum TargetKind : byte
{
    /// <summary>Nothing: it has no proxy, or that does not run.</summary>
    None,

    /// <summary>The pod's own proxy, which speaks of this pod alone.</summary>
    Sidecar,

    /// <summary>The node's proxy in ambient mode, which speaks of many pods by the names of their workloads.</summary>
    Ztunnel,
}
