namespace Windsock.Model.Tries;

/// <summary>How a try ended, one of a closed set: the label <c>result</c>.</summary>
public enum TryResult : byte
{
    /// <summary>It has not ended.</summary>
    Running,

    Succeeded,

    Failed,

    /// <summary>It ended; nothing that can be trusted says how (a KubernetesExecutor pod ends in phase Succeeded either way).</summary>
    Unknown,
}

/// <summary>Who said so.</summary>
public enum ResultSource : byte { None, PodPhase, ContainerExitCode, AirflowApi }
