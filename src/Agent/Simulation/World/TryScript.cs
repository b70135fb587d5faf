using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World;

/// <summary>One try of a task: one pod, what it does by the second, and how it ends.</summary>
/// <param name="Seconds">How long its pod runs; whole seconds.</param>
internal sealed record TryScript(string DagId, string TaskId, int Seconds)
{
    /// <summary>Why it fails; null: it succeeds.</summary>
    public TrueReason? Reason { get; init; }

    /// <summary>A KubernetesExecutor pod, which ends in phase Succeeded whatever becomes of its task. Otherwise the pod of a
    /// KubernetesPodOperator, whose phase is true.</summary>
    public bool IsOnExecutor { get; init; }

    /// <summary>Of its container, when that ends in another way than the rule for its kind says.</summary>
    public int? ExitCode { get; init; }

    /// <inheritdoc cref="PodPlan.Reason"/>
    public string ContainerReason { get; init; } = "";

    /// <inheritdoc cref="PodPlan.ClockAhead"/>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>What it does at random besides.</summary>
    public TalkProfile Besides { get; init; } = TalkProfile.Silent;

    /// <summary>Sometimes it has trouble that has nothing to do with how it ends. Not one whose own first seconds matter, nor one that
    /// fails of itself: there the trouble would be the best guess. Nor one that the API says has yet to start: how soon the agent
    /// hears of its address would decide how sure those flows are.</summary>
    public bool HasSideTrouble => Reason?.Cause is not (FailureCause.NoneSeen or FailureCause.IdentityNotReady) && ClockAhead <= TimeSpan.Zero && Sidecar is null;

    /// <summary>Of its pod; null: none. With one, no request of the pod is seen by Cilium that the sidecar does not see.</summary>
    public Sidecar? Sidecar { get; init; }

    /// <summary>Starts at its second: what it does is timed against others.</summary>
    public bool IsPunctual { get; init; }

    public static TrueReason Because(FailureCause cause, string peer = "", int port = 0) => new(cause, peer, port);

    public int EndsWith() => ExitCode ?? (Reason is null || IsOnExecutor ? 0 : 1);
}
