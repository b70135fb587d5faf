using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Names a DAG.</summary>
internal readonly record struct DagKey(string Namespace, string DagId)
{
    public static DagKey Of(TaskKey task) => new(task.Namespace, task.DagId);

    public override string ToString() => $"{Namespace}/{DagId}";
}
