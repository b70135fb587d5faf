using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Simulation;

public sealed class TrueTriesTests
{
    private static readonly (ImmutableArray<TrueTry> Tries, IReadOnlyList<WorldEvent> Events) Told = Observed(7, 30);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_cause_is_played_by_a_try_that_Kubernetes_shows_as_failed(int seed)
    {
        var failed = Observed(seed, 24).Tries.Where(one => one.Result == TryResult.Failed).ToList();

        Assert.Equal(PlayedCauses.All, failed.Select(one => one.Reason!.Cause).Distinct().Order());
        Assert.InRange(failed.Count, 20, 40);
    }

    [Fact]
    public void A_try_that_Kubernetes_shows_as_failed_has_a_reason_and_one_that_it_shows_as_succeeded_has_none()
    {
        Assert.All(Told.Tries.Where(one => one.Result == TryResult.Failed), one => Assert.NotNull(one.Reason));
        Assert.All(Told.Tries.Where(one => one.Result == TryResult.Succeeded), one => Assert.Null(one.Reason));
        Assert.Contains(Told.Tries, one => one.Result == TryResult.Succeeded);
        Assert.Contains(Told.Tries, one => one is { Result: TryResult.Unknown, Reason: null });
        Assert.Contains(Told.Tries, one => one is { Result: TryResult.Unknown, Reason.Cause: FailureCause.PolicyDenied });
    }

    [Fact]
    public void Two_pods_of_one_try_are_one_try()
    {
        var training = Assert.Single(Told.Tries, one => one.Task.TaskId == "train_model");

        Assert.Equal(2, training.PodUids.Length);
        Assert.Equal(TryResult.Succeeded, training.Result);
    }

    [Fact]
    public void A_try_is_told_when_its_last_pod_is_shown_as_ended()
    {
        var ledger = new TruthLedger();
        foreach (var happening in Told.Events)
        {
            ledger.Observe(happening);
            if (happening is PodShown { Snapshot: { FinishedAt: not null, DeletionAt: null, Pod: { Run: { DagId: "ml training" } run } pod } })
            {
                var isLast = pod.Role == TrueRole.Executor;
                Assert.Equal(isLast ? 1 : 0, ledger.Tries.Count(one => one.Run == run));
            }
        }
    }

    [Fact]
    public void Pods_of_an_executor_end_well_whatever_becomes_of_their_task_unless_they_break_themselves()
    {
        var ends = Told.Events.OfType<PodEnded>().Where(ended => ended.Pod.Role == TrueRole.Executor).ToList();

        Assert.All(ends, ended => Assert.True(ended.ExitCode is 0 or 137, $"{ended.Pod.Name} ended with {ended.ExitCode}"));
        Assert.Single(ends, ended => ended.ExitCode == 137);
        Assert.Contains(Told.Events.OfType<PodShown>(), shown => shown.Snapshot is { Reason: "OOMKilled", Phase: Model.Cluster.PodPhase.Failed });
    }

    [Fact]
    public void What_a_try_fails_of_is_there_to_be_seen()
    {
        var flows = Told.Events.OfType<FlowSeen>().Select(seen => seen.Flow).ToLookup(flow => flow.Client.Pod?.Run);
        Assert.All(Told.Tries.Where(one => one.Reason is not null), one => Assert.True(
            one.Reason!.Cause == FailureCause.NoneSeen || flows[one.Run].Any(flow => Shows(flow, one.Reason)), one.ToString()));
    }

    [Fact]
    public void Clocks_of_pods_are_off_by_a_second_both_ways()
    {
        var starts = Told.Events.OfType<PodStarted>().ToDictionary(started => started.Pod.Uid, started => started.At);
        var skews = Told.Events.OfType<PodShown>()
            .Where(shown => shown.Snapshot is { StartedAt: not null, Pod.Run.DagId: "clock_drift" })
            .Select(shown => shown.Snapshot.StartedAt!.Value - SomeWorld.Noon - starts[shown.Snapshot.Pod.Uid]);

        Assert.Equal([TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(1)], skews.Distinct().Order());
    }

    [Fact]
    public void Trouble_that_explains_nothing_is_played_too()
    {
        Assert.Contains(Told.Events, Denied("list_contacts"));
        Assert.Contains(Told.Events, Denied("render"));
        Assert.Contains(Told.Tries, one => one is { Task.TaskId: "list_contacts", Reason.Cause: FailureCause.Permission });
        Assert.Contains(Told.Tries, one => one is { Task.TaskId: "render", Task.DagId: "newsletter", Result: TryResult.Succeeded });

        static Predicate<WorldEvent> Denied(string task) => happening =>
            happening is FlowSeen { Flow: { DropReason: DropReason.PolicyDenied, Source.Pod.Run.TaskId: var of } } && of == task;
    }

    private static bool Shows(SimulatedFlow flow, TrueReason reason) => reason.Cause switch
    {
        FailureCause.PolicyDenied => flow.DropReason == DropReason.PolicyDenied && flow.Connection!.ServerPort == reason.Port,
        FailureCause.DnsFailure => flow.L7 is SimulatedDns { Rcode: 2 or 3 } dns && dns.Query == reason.Peer + ".",
        FailureCause.NoRoute => flow.DropReason is DropReason.FibLookupFailed or DropReason.StaleOrUnroutableIp,
        FailureCause.Refused or FailureCause.Reset => flow.TcpFlags.HasFlag(TcpFlags.Rst) && flow.IsReply == true,
        FailureCause.Timeout => flow.TcpFlags == TcpFlags.Syn && flow.Connection!.Outcome == Model.Connections.ConnectionOutcome.Timeout,
        FailureCause.Tls => flow.DropReason == DropReason.AuthRequired || flow.TcpFlags.HasFlag(TcpFlags.Rst),
        FailureCause.Permission => flow.L7 is SimulatedHttp { Code: 403 },
        FailureCause.Token => flow.L7 is SimulatedHttp { Code: 401 },
        FailureCause.RateLimited => flow.L7 is SimulatedHttp { Code: 429 },
        FailureCause.ServerError => flow.L7 is SimulatedHttp { Code: >= 500 },
        FailureCause.ServiceWithoutBackend => flow.DropReason == DropReason.ServiceBackendNotFound,
        _ => flow is { DropReason: DropReason.PolicyDenied, EgressDeniedBy.IsEmpty: true },
    };

    private static (ImmutableArray<TrueTry> Tries, IReadOnlyList<WorldEvent> Events) Observed(int seed, int seconds)
    {
        var ledger = new TruthLedger();
        var events = SomeWorld.Played(SomeWorld.Settings(seed), seconds);
        foreach (var happening in events)
        {
            ledger.Observe(happening);
        }

        return (ledger.Tries, events);
    }
}
