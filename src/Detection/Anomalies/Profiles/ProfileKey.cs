using Windsock.Detection.Tries;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Whose habits a profile holds. Ids are label-safe, so that it does not depend on how they are known. Retries have habits of
/// their own; so have the parts of a try when its executor pod and its operator pod run on nodes of their own.</summary>
/// <param name="Roles">What this agent saw of the try: <c>executor</c>, <c>work</c> or <c>both</c>.</param>
internal readonly record struct ProfileKey(string Namespace, string Dag, string Task, bool IsRetry, string Roles)
{
    public const string Executor = "executor";
    public const string Work = "work";
    public const string Both = "both";

    public static ProfileKey Of(TaskTry attempt, IReadOnlyList<PodRecord> pods)
    {
        var (executor, work) = (false, false);
        foreach (var pod in pods)
        {
            executor |= pod.Owner.Role == PodRole.Executor;
            work |= pod.Owner.Role != PodRole.Executor;
        }

        return new ProfileKey(
            attempt.Task.Namespace,
            LabelSafe.Of(attempt.Task.DagId),
            LabelSafe.Of(attempt.Task.TaskId),
            attempt.TryNumber > 1,
            executor ? work ? Both : Executor : Work);
    }
}
