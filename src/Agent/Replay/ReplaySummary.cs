using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Replay;

/// <summary>Everything a replay has to tell, in the order it is printed.</summary>
/// <param name="First">Earliest time of a flow; <see cref="Instant.Missing"/> when no flow has one.</param>
/// <param name="Total">Every flow once, without egress, ingress and peers.</param>
/// <param name="Attribution">Every flow once, by <c>kind/class</c>.</param>
/// <param name="Dags">Flows of tasks, once per side that is a task; busiest first.</param>
/// <param name="Pods">Flows of pods, once per side that is a pod; busiest first.</param>
internal sealed record ReplaySummary(
    Instant First,
    Instant Last,
    ImmutableArray<string> Nodes,
    TallySummary Total,
    ImmutableArray<NamedCount> Attribution,
    ImmutableArray<DagSummary> Dags,
    ImmutableArray<PodSummary> Pods);

internal sealed record DagSummary(string Namespace, string DagId, TallySummary Tally, ImmutableArray<TaskSummary> Tasks);

internal sealed record TaskSummary(string TaskId, TallySummary Tally);

/// <param name="Owner"><c>dag.task</c> or the Airflow component; empty when the pod is neither.</param>
internal sealed record PodSummary(string Namespace, string Name, string Owner, TallySummary Tally);
