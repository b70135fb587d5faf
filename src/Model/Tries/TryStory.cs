using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Model.Tries;

/// <summary>Everything known about one try at one moment: its pods, whom it talked to and how that went, and what that means.
/// An immutable copy of the try's ledger.</summary>
public sealed record TryStory
{
    /// <summary>Stable within and across agents for one try: 16 hex digits over namespace, dag, task, run, map index and try, the ids in
    /// their label-safe form, so that it does not depend on how they are known.</summary>
    public required string Id { get; init; }

    /// <summary>The ids in their best known form.</summary>
    public required TaskTry Try { get; init; }

    /// <summary>How often it had been reported before this: 0 for the first report and for stories that are asked for. A try is reported
    /// again when its result or its causes have changed; who counts tries counts those with 0.</summary>
    public int Revision { get; init; }

    public required TryResult Result { get; init; }

    public ResultSource ResultSource { get; init; }

    /// <summary>Airflow's own word for the state, empty when it was not asked or did not answer.</summary>
    public string AirflowState { get; init; } = "";

    public ImmutableArray<string> Owners { get; init; } = [];

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>First sign of life: the earliest start of a pod, else the first flow.</summary>
    public Instant StartedAt { get; init; }

    /// <summary>When its last pod ended; missing while it runs.</summary>
    public Instant EndedAt { get; init; }

    public ImmutableArray<TryPod> Pods { get; init; } = [];

    /// <summary>Most connections first.</summary>
    public ImmutableArray<TryPeer> Peers { get; init; } = [];

    /// <summary>In order of time; bounded, see <see cref="TryEvidence.IsTruncated"/>.</summary>
    public ImmutableArray<TryEvent> Timeline { get; init; } = [];

    public required TryEvidence Evidence { get; init; }

    /// <summary>Best supported first. Empty while it runs or after it succeeded without trouble; <see cref="FailureCause.NoneSeen"/>
    /// alone when it failed and the network shows no trouble.</summary>
    public ImmutableArray<Diagnosis> Causes { get; init; } = [];
}

/// <summary>One pod of a try.</summary>
/// <param name="Phase">As Kubernetes spells it (<c>Running</c>, <c>Failed</c>, ...), empty when the pod was never in view.</param>
/// <param name="ExitCode">Of the main container; null while it runs or when not known.</param>
/// <param name="Reason">Pod's or main container's reason (<c>OOMKilled</c>, <c>Evicted</c>, ...); empty when there is none.</param>
/// <param name="FirstSeen">First flow or start, whichever is earlier.</param>
public sealed record TryPod(
    string Uid, string Namespace, string Name, string NodeName, PodRole Role, string ServiceAccount, string CloudIdentity,
    string Phase, int? ExitCode, string Reason, Instant FirstSeen, Instant LastSeen);

/// <summary>What a try had to do with one peer, in one direction, on one port.</summary>
/// <param name="Direction">Egress when the task opened the connections.</param>
/// <param name="Port">The server's port; 0 when there is none.</param>
/// <param name="Outcomes">Connections by <c>ConnectionOutcome</c>, at its index.</param>
/// <param name="HttpClasses">HTTP responses by class, at index code/100 (0 for codes that are none).</param>
/// <param name="Retries">Connections to the peer that followed a failed one within a minute.</param>
public sealed record TryPeer(
    PeerKind Kind, string Name, TrafficDirection Direction, L4Protocol Protocol, ushort Port,
    ImmutableArray<int> Outcomes, ImmutableArray<int> HttpClasses, int WouldBeDenied, int Retries, Instant FirstSeen, Instant LastSeen)
{
    /// <summary>SPIFFE id of the peer as the other end's proxy verified it last; empty when not told.</summary>
    public string Principal { get; init; } = "";

    /// <summary>A part of Airflow itself, as the pods behind the name show; only for peers that the task called.</summary>
    public bool IsAirflow { get; init; }
}

/// <summary>One line of a try's timeline.</summary>
/// <param name="Kind">One of a closed set: <c>pod_started</c>, <c>pod_ended</c>, <c>connection</c>, <c>denied</c>, <c>dns</c>, <c>http</c>, <c>action</c>, <c>action_failed</c>, <c>platform</c>, <c>evidence_lost</c>.</param>
/// <param name="Text">What happened, in a few words.</param>
/// <param name="Count">How many like events in a row it stands for.</param>
public sealed record TryEvent(Instant At, string Kind, string Text, int Count);

/// <summary>How far the evidence about a try can be trusted.</summary>
/// <param name="LostEvents">Events that the source says it lost while the try ran (of anybody, so an upper bound).</param>
/// <param name="HasGap">A reconnect after which nobody can say what was missed.</param>
/// <param name="IsTruncated">A bound was reached (peers, timeline, connections evicted): counts are lower bounds.</param>
/// <param name="SawStart">The first pod was in view from its start.</param>
/// <param name="FlowEvents">Flow events of the try.</param>
public sealed record TryEvidence(long LostEvents, bool HasGap, bool IsTruncated, bool SawStart, long FlowEvents)
{
    public bool IsComplete => LostEvents == 0 && !HasGap && !IsTruncated && SawStart;
}
