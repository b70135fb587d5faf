using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Names a DAG.</summary>
internal readonly record struct DagKey(string Namespace, string DagId)
{
    public static DagKey Of(TaskKey task) => new(task.Namespace, task.DagId);

    /// <summary>As pods name it that carry only a label in place of its id; the same when the id is a label.</summary>
    public DagKey Labelled => this with { DagId = LabelSafe.Of(DagId) };

    public override string ToString() => $"{Namespace}/{DagId}";
}
