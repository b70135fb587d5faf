using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>What the pods of one mapped task instance have in common over its tries, in label-safe form. The try number is left
/// out: a pod that a later try adopted keeps the old one, and the raw ids do not depend on it.</summary>
/// <param name="Run">Run id, or the execution date before Airflow 2.2.</param>
internal readonly record struct SiblingKey(string Namespace, string Dag, string Task, string Run, int MapIndex)
{
    /// <summary>The key of ids in any form: the label-safe form of a label-safe value is the value itself.</summary>
    public static SiblingKey Of(TaskTry attempt) => new(
        attempt.Task.Namespace,
        LabelSafe.Of(attempt.Task.DagId),
        LabelSafe.Of(attempt.Task.TaskId),
        LabelSafe.Of(attempt.RunId.Length > 0 ? attempt.RunId : attempt.ExecutionDate),
        attempt.MapIndex);
}
