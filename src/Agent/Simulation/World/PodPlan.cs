namespace Windsock.Agent.Simulation.World;

/// <summary>How a pod's life goes. Whole seconds, so that nothing a scene expects hangs on how Kubernetes cuts its times.</summary>
/// <param name="Start">When its container starts.</param>
/// <param name="Length">How long it runs; null: to the end of the world.</param>
internal sealed record PodPlan(TimeSpan Start, TimeSpan? Length, TalkProfile Profile)
{
    public int ExitCode { get; init; }

    /// <summary>Of the ended container; empty: what goes with <see cref="ExitCode"/> (<c>Completed</c>, <c>Error</c>).</summary>
    public string Reason { get; init; } = "";

    /// <summary>By how much the clock behind the pod's times in the API is ahead of the datapath's. Whole seconds.</summary>
    public TimeSpan ClockAhead { get; init; }

    /// <summary>Shown as Pending before it starts. Short pods are not: their first state is Running.</summary>
    public bool ShowsPending { get; init; } = true;

    /// <summary>How long the API keeps its first state back after the start.</summary>
    public TimeSpan ShownAfter { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>From its start to its first flow.</summary>
    public TimeSpan TalksAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From its end to the removal of its object; null: the object stays.</summary>
    public TimeSpan? HiddenAfter { get; init; } = TimeSpan.FromSeconds(1.5);
}
