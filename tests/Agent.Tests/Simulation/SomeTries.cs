using System.Collections.Immutable;
using Windsock.Agent.Simulation.Reconciliation.Diagnoses;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>Tries, and how an agent that is right tells them.</summary>
internal static class SomeTries
{
    public static TrueTry Failed(string task, FailureCause cause, int endedAfter = 10, TryResult result = TryResult.Failed) => new(
        new TaskRun("airflow-jobs", "dag", task, "run"),
        TrueOwner.Task("airflow-jobs", "dag", task),
        ["uid-" + task],
        result,
        new TrueReason(cause, cause == FailureCause.NoneSeen ? "" : "data/warehouse", cause == FailureCause.NoneSeen ? 0 : 5432),
        TimeSpan.FromSeconds(endedAfter));

    public static ToldTry ToldRightly(TrueTry one) => new(
        "id",
        one.PodUids,
        PublicSpelling.Of(one.Result),
        one.Reason is { } reason ? [new ToldCause(PublicSpelling.Of(reason.Cause), "high", reason.Peer, reason.Port, "It is so.")] : ImmutableArray<ToldCause>.Empty);
}
