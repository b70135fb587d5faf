namespace Windsock.Model.Identity;

/// <summary>What identifies a task over all its runs: the labels of every per-DAG metric. Ids are raw where they are known,
/// else label-safe (<see cref="TaskTry.Ids"/> says which).</summary>
/// <param name="Namespace">Kubernetes namespace of the pod that claims the task: two Airflows may run a DAG of one name.</param>
public sealed record TaskKey(string Namespace, string DagId, string TaskId);
