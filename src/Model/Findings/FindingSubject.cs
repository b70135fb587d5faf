using Windsock.Model.Identity;

namespace Windsock.Model.Findings;

/// <summary>What a finding is about: a task, a DAG, or something that is neither. Two findings of one rule about equal
/// <see cref="Key"/>s are about the same.</summary>
/// <param name="Namespace">Kubernetes namespace; empty for what has none.</param>
/// <param name="DagId">Empty when it is not about a DAG.</param>
/// <param name="TaskId">Empty when it is about a whole DAG, or about none.</param>
/// <param name="Name">What it is about when no DAG: a pod, a service account, a source; else empty.</param>
public sealed record FindingSubject(string Namespace, string DagId, string TaskId, string Name = "")
{
    public static FindingSubject Of(TaskKey task) => new(task.Namespace, task.DagId, task.TaskId);

    public bool IsTask => TaskId.Length > 0;

    /// <summary>Unique among subjects. Ids of Airflow and names of Kubernetes hold no line break.</summary>
    public string Key => $"{Namespace}\n{DagId}\n{TaskId}\n{Name}";

    /// <summary>As people write it: <c>etl.load</c>, <c>etl</c>, or the name.</summary>
    public override string ToString() => DagId.Length == 0 ? Name : TaskId.Length == 0 ? DagId : $"{DagId}.{TaskId}";
}
