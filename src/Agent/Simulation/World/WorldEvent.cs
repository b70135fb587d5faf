namespace Windsock.Agent.Simulation.World;

/// <summary>Something that happens in the simulated world.</summary>
/// <param name="At">Offset from the start of the world.</param>
internal abstract record WorldEvent(TimeSpan At);

/// <summary>A pod's first container really starts; from here its address is its own.</summary>
internal sealed record PodStarted(TimeSpan At, SimulatedPod Pod) : WorldEvent(At);

/// <summary>A pod's last container really ends.</summary>
internal sealed record PodEnded(TimeSpan At, SimulatedPod Pod, int ExitCode = 0) : WorldEvent(At);

/// <summary>It is settled that a try fails, and why: known because its scene plays it so. Comes before the first sign of it.</summary>
internal sealed record TryDoomed(TimeSpan At, TaskRun Run, TrueReason Reason) : WorldEvent(At);

/// <summary>The Kubernetes API shows a new state of a pod.</summary>
internal sealed record PodShown(TimeSpan At, PodSnapshot Snapshot) : WorldEvent(At);

/// <summary>The object is gone from the Kubernetes API.</summary>
internal sealed record PodHidden(TimeSpan At, PodSnapshot Snapshot) : WorldEvent(At);

/// <summary>Hubble observes a flow event.</summary>
internal sealed record FlowSeen(TimeSpan At, SimulatedFlow Flow) : WorldEvent(At);

/// <summary>A sidecar writes an entry of its access log: the call is over.</summary>
internal sealed record CallSeen(TimeSpan At, SimulatedCall Call) : WorldEvent(At);

/// <summary>The streams of a sidecar to its access log service will break: each in the middle of the next message that it carries.</summary>
internal sealed record LogStreamsCut(TimeSpan At, SimulatedPod Pod) : WorldEvent(At);

/// <summary>The flow source misbehaves.</summary>
internal sealed record TroubleStruck(TimeSpan At, SourceTrouble Trouble) : WorldEvent(At);

/// <summary>Something happens that somebody ought to be told of: known because its scene plays it so. Comes before the first sign of it.</summary>
/// <param name="Rule">The rule whose alert it is.</param>
/// <param name="Peer">To whom; empty when there is none.</param>
/// <param name="EvidentAt">From when on all is there that it takes to find it.</param>
internal sealed record IncidentStruck(TimeSpan At, string Rule, IncidentSubject Subject, string Peer, TimeSpan EvidentAt) : WorldEvent(At)
{
    /// <summary>Only whoever is told what is asked of the platform can find it.</summary>
    public bool IsOfPlatform { get; init; }
}
