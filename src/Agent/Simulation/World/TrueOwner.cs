namespace Windsock.Agent.Simulation.World;

/// <summary>What a pod really is, known because the simulation made it.</summary>
/// <param name="DagId">As Airflow knows it, or label-safe where nothing in the cluster shows the raw id; empty unless a task.</param>
internal sealed record TrueOwner(TrueOwnerKind Kind, string Namespace = "", string DagId = "", string TaskId = "")
{
    public static readonly TrueOwner Component = new(TrueOwnerKind.Component);

    public static readonly TrueOwner Stranger = new(TrueOwnerKind.Other);

    public static TrueOwner Task(string ns, string dagId, string taskId) => new(TrueOwnerKind.Task, ns, dagId, taskId);
}

internal enum TrueOwnerKind { Task, Component, Other }

/// <summary>A pod's part in a try.</summary>
internal enum TrueRole { None, Executor, Operator, SparkDriver, SparkExecutor }
