using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Model.Platform;

namespace Windsock.Agent.Simulation.Truth.Platform;

/// <summary>The books of what tasks did to the platform, written before anything of it is encoded. One thread.</summary>
internal sealed class PlatformBooks
{
    private readonly Dictionary<TrueSeries, long> _series = [];
    private readonly Dictionary<TrueSeries, long> _doubtful = [];
    private readonly Dictionary<TrueSeries, long> _cloudCalls = [];

    /// <summary>Requests to the Kubernetes API so far, of tasks and of others.</summary>
    public long Requests { get; private set; }

    /// <summary>Entries of a cloud's log so far.</summary>
    public long Entries { get; private set; }

    public PlatformTotals Totals => new(new Dictionary<TrueSeries, long>(_series), new Dictionary<TrueSeries, long>(_doubtful));

    /// <summary>Calls of tasks to clouds, by the label values <c>system</c>, <c>kind</c> and <c>outcome</c>, as far as scenes count them.</summary>
    public IReadOnlyDictionary<TrueSeries, long> CloudCalls => _cloudCalls;

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case ApiAnswered { Request: var request }:
                Requests++;
                if (request.Caller.Pod is { IsLocal: true, IsShown: true, Owner: { Kind: TrueOwnerKind.Task } task })
                {
                    Count(_series, task, request.System, request.Verb, request.Outcome);
                }

                break;
            case CloudLogged logged:
                Entries++;
                Observe(logged);
                break;
            case PlatformFact fact:
                Observe(fact);
                break;
        }
    }

    /// <summary>Neither log names the pod; whoever joins them does so by a trace or by an identity that no other task has.</summary>
    private void Observe(CloudLogged logged)
    {
        var (verb, outcome) = logged.Entry switch
        {
            ServiceRequest { Status: 401 } request => (request.Method.ToLowerInvariant(), ActionOutcome.TokenRefused),
            ServiceRequest request => (request.Method.ToLowerInvariant(), ActionOutcome.Succeeded),
            ControlRequest request => (request.MethodName[(request.MethodName.LastIndexOf('.') + 1)..].ToLowerInvariant(), ActionOutcome.Succeeded),
            _ => throw new InvalidOperationException($"no entry of a log that is known: {logged.Entry}"),
        };
        Count(_doubtful, logged.Caller.Owner, PlatformSystem.CloudRun, verb, outcome);
    }

    private void Observe(PlatformFact fact)
    {
        switch (fact)
        {
            case BecameReady:
                Raise(_series, TrueSeries.Of(PlatformFamily.Ready, Ids(fact.Task)));
                break;
            case BecameTroubled troubled:
                Raise(_series, TrueSeries.Of(PlatformFamily.Troubles, [.. Ids(fact.Task), ("cause", troubled.Cause)]));
                break;
            case LockAwaited:
                Raise(_series, TrueSeries.Of(PlatformFamily.LockWaits, Ids(fact.Task)));
                break;
            case LockFreed:
                Raise(_series, TrueSeries.Of(PlatformFamily.LocksHeld, Ids(fact.Task)));
                break;
            case CloudAsked asked:
                var outcome = PublicSpelling.Of(asked.Code == 401 ? ActionOutcome.TokenRefused : ActionOutcome.Succeeded);
                Raise(_cloudCalls, TrueSeries.Of(
                    PlatformFamily.CloudCalls,
                    [.. Ids(fact.Task), ("system", PublicSpelling.Of(asked.System)), ("kind", PublicSpelling.Of(asked.Kind)), ("outcome", outcome)]));
                break;
        }
    }

    private static void Count(Dictionary<TrueSeries, long> series, TrueOwner task, PlatformSystem system, string verb, ActionOutcome outcome)
    {
        var (ids, name) = (Ids(task), PublicSpelling.Of(system));
        Raise(series, TrueSeries.Of(PlatformFamily.Actions, [.. ids, ("system", name), ("verb", verb), ("outcome", PublicSpelling.Of(outcome))]));
        if (CauseOf(outcome) is { Length: > 0 } cause)
        {
            Raise(series, TrueSeries.Of(PlatformFamily.Failures, [.. ids, ("system", name), ("cause", cause)]));
        }
    }

    private static string CauseOf(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Denied => "permission",
        ActionOutcome.TokenRefused => "token_mismatch",
        ActionOutcome.NotFound => "not_found",
        ActionOutcome.Conflict => "conflict",
        ActionOutcome.Failed => "failed",
        _ => "",
    };

    private static (string, string)[] Ids(TrueOwner task) => [("namespace", task.Namespace), ("dag_id", task.DagId), ("task_id", task.TaskId)];

    private static void Raise(Dictionary<TrueSeries, long> series, TrueSeries one) => series[one] = series.GetValueOrDefault(one) + 1;
}
