using System.Collections.Immutable;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Sources;

namespace Windsock.Model.Tries;

/// <summary>Something other than a flow that the story of a try is made of.</summary>
/// <param name="At">When this agent learned of it, by its own clock.</param>
public abstract record TaskFact(Instant At);

/// <summary>A task's pod is there, or has changed.</summary>
/// <param name="Owner">A task. May be a newer object than the one its flows carry, with ids recovered.</param>
public sealed record TaskPodSeen(PodState Pod, Owner Owner, Instant At) : TaskFact(At);

/// <summary>The API object of a pod (a task's or not) is gone.</summary>
public sealed record TaskPodGone(string PodUid, Instant At) : TaskFact(At);

/// <summary>A source lost events, so evidence about everything that was running is incomplete.</summary>
/// <param name="Count">Events by the source's own word; 0 when nobody can say how many (a gap after a reconnect).</param>
/// <param name="Since">Earliest time at which they may have happened.</param>
public sealed record EvidenceLost(string Source, LossReason Reason, long Count, Instant Since, Instant At) : TaskFact(At);

/// <summary>A source is connected, or is not any more.</summary>
/// <param name="Since">When it turned, as far as that is known.</param>
public sealed record SourceTurned(string Source, bool IsUp, Instant Since, Instant At) : TaskFact(At);

/// <summary>What Airflow itself says about a try.</summary>
/// <param name="TryId"><see cref="TryStory.Id"/>.</param>
/// <param name="State">Airflow's word: <c>success</c>, <c>failed</c>, <c>up_for_retry</c>, <c>skipped</c>, ...; empty when it could not be asked.</param>
/// <param name="Owners">Owners of the task.</param>
/// <param name="Tags">Tags of the DAG.</param>
public sealed record AirflowStateLearned(
    string TryId, string State, ImmutableArray<string> Owners, ImmutableArray<string> Tags, Instant At) : TaskFact(At);

/// <summary>A namespace is there, or its labels have changed.</summary>
public sealed record NamespaceSeen(NamespaceState Namespace, Instant At) : TaskFact(At);

public sealed record NamespaceGone(string Name, Instant At) : TaskFact(At);
