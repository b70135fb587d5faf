namespace Windsock.Agent.Simulation.World;

/// <summary>What an incident is about: a task, a DAG, or something that is neither. Parts that it has not are empty.</summary>
/// <param name="Name">Of what is no DAG and no task.</param>
internal sealed record IncidentSubject(string Namespace, string DagId = "", string TaskId = "", string Name = "")
{
    public static IncidentSubject Of(TrueOwner task) => new(task.Namespace, task.DagId, task.TaskId);

    public override string ToString() => DagId.Length == 0 ? Name : $"{Namespace}/{DagId}{(TaskId.Length == 0 ? "" : ".")}{TaskId}";
}
