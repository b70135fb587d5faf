using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Agent.Simulation.World.Scenes.Platform;

namespace Windsock.Agent.Tests.Simulation.Platform;

public sealed class PlatformWorldTests
{
    private static readonly HashSet<string> Dags = [ClaimsScene.Dag, StateLockScene.Dag, CloudRunScene.Dag];

    private static readonly IReadOnlyList<WorldEvent> Minute = SomePlatform.Played(70);

    public static TheoryData<int> Seeds => [1, 2, 3, 7, 11];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void All_else_in_the_world_is_the_same_with_and_without(int seed)
    {
        var without = SomeWorld.Played(SomeWorld.Settings(seed), 45).Select(Spelled).ToList();
        var with = SomePlatform.Played(45, seed);

        Assert.Equal(without, with.Where(happening => !IsOfPlatform(happening)).Select(Spelled));
        Assert.Contains(with, IsOfPlatform);
    }

    [Fact]
    public void The_same_seed_gives_the_same_events_and_another_seed_others()
    {
        var told = SomePlatform.Played(45, 3).Where(IsOfPlatform).Select(Spelled).ToList();

        Assert.Equal(told, SomePlatform.Played(45, 3).Where(IsOfPlatform).Select(Spelled));
        Assert.NotEqual(told, SomePlatform.Played(45, 4).Where(IsOfPlatform).Select(Spelled));
    }

    [Fact]
    public void No_pod_takes_a_name_an_address_an_endpoint_or_an_identity_from_another()
    {
        var pods = Minute.OfType<PodStarted>().Select(started => started.Pod).ToLookup(IsOfPlatform);

        Assert.Empty(pods[true].Select(pod => pod.Uid).Intersect(pods[false].Select(pod => pod.Uid)));
        Assert.Empty(pods[true].SelectMany(pod => pod.Ips).Intersect(pods[false].SelectMany(pod => pod.Ips)));
        Assert.Empty(pods[true].Select(pod => pod.EndpointId).Intersect(pods[false].Select(pod => pod.EndpointId)));
        Assert.Empty(pods[true].Select(pod => pod.Identity).Intersect(pods[false].Select(pod => pod.Identity)));
        Assert.Equal(pods[true].Count(), pods[true].Select(pod => pod.EndpointId).Distinct().Count());
    }

    [Fact]
    public void Flows_are_told_in_order_of_their_time_whoever_causes_them()
    {
        var world = new SimulatedWorld(SomePlatform.Settings());
        for (var at = SimulatedWorld.Tick; at <= TimeSpan.FromSeconds(12); at += SimulatedWorld.Tick)
        {
            var flows = world.Advance(at).OfType<FlowSeen>().Select(seen => seen.At).ToList();

            Assert.Equal(flows.Order(), flows);
        }
    }

    [Fact]
    public void A_claim_its_composite_and_its_managed_resource_become_ready_from_below_and_go_from_below()
    {
        var states = Minute.Where(happening => happening is ResourceShown or ResourceRemoved).ToList();
        List<(ResourceType Type, TimeSpan At)> ready =
        [
            .. states.OfType<ResourceShown>().Where(shown => IsOrders(shown.Resource) && shown.Resource.Conditions.Any(one => one is { Type: "Ready", IsTrue: true }) && shown.Resource.DeletionAt is null)
                .DistinctBy(shown => shown.Resource.Type).Select(shown => (shown.Resource.Type, shown.At)),
        ];
        List<ResourceType> gone = [.. states.OfType<ResourceRemoved>().Where(removed => IsOrders(removed.Resource)).Select(removed => removed.Resource.Type).Take(3)];

        Assert.Equal([ResourceType.Managed, ResourceType.Composite, ResourceType.Claim], ready.Select(one => one.Type));
        Assert.Equal([ResourceType.Managed, ResourceType.Composite, ResourceType.Claim], gone);

        static bool IsOrders(CrossplaneResource resource) => (resource.Claim?.Name ?? resource.Name).StartsWith("orders-", StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_keeps_the_time_of_its_last_change_of_status()
    {
        var readiness = Minute.OfType<ResourceShown>().Where(shown => shown.Resource.Type == ResourceType.Managed && shown.Resource.Name.StartsWith("audit-", StringComparison.Ordinal))
            .SelectMany(shown => shown.Resource.Conditions.Where(one => one.Type == "Ready"));

        Assert.Single(readiness.Select(one => one.ChangedAt).Distinct());
    }

    [Fact]
    public void A_lock_stays_with_a_pod_that_was_killed_until_somebody_takes_it_away()
    {
        var locks = Minute.OfType<LeaseShown>().Where(shown => shown.At < TimeSpan.FromSeconds(60)).ToList();
        var killed = Minute.OfType<PodEnded>().First(ended => ended is { ExitCode: 137, Pod.Run.DagId: StateLockScene.Dag });

        Assert.Equal([true, false, true, false], locks.Select(shown => shown.Lease.Holder is not null));
        Assert.Equal("root@" + killed.Pod.Name, locks[0].Lease.Holder!.Who);
        Assert.True(locks[0].At < killed.At && killed.At < locks[1].At);
        Assert.Equal(2, locks.Select(shown => shown.Lease.Holder?.Id).OfType<Guid>().Distinct().Count());
        Assert.Single(locks.Select(shown => shown.Lease.Uid).Distinct());
    }

    [Fact]
    public void The_retry_looks_at_the_lock_and_never_writes_it()
    {
        var retry = Minute.OfType<ApiAnswered>().Where(answered => answered.Request is { Type.Plural: "leases", Caller.Pod.Run: { DagId: StateLockScene.Dag, TryNumber: 2 } }).ToList();

        Assert.Equal(5, retry.Count);
        Assert.All(retry, answered => Assert.Equal("get", answered.Request.Verb));
    }

    [Fact]
    public void Two_api_servers_audit_two_requests_under_one_id()
    {
        var shared = Minute.OfType<ApiAnswered>().GroupBy(answered => answered.Request.Id).Where(group => group.Count() > 1).ToList();

        Assert.Equal(2, shared.Count(group => group.First().At < TimeSpan.FromSeconds(60)));
        Assert.All(shared, group => Assert.Equal([0, 1], group.Select(answered => answered.Request.Server).Order()));
    }

    [Fact]
    public void A_service_of_Cloud_Run_logs_the_trace_that_the_network_saw()
    {
        var logged = Minute.OfType<CloudLogged>().Select(one => one.Entry).OfType<ServiceRequest>().Select(request => request.TraceId).ToList();
        var seen = Minute.OfType<FlowSeen>().Where(flow => flow.Flow.L7 is SimulatedHttp { Code: 401 } && flow.Flow.Server.Names.Any(name => name.EndsWith(".run.app", StringComparison.Ordinal))).Select(flow => flow.Flow.TraceId);

        Assert.NotEmpty(logged);
        Assert.Equal(logged, seen);
    }

    private static bool IsOfPlatform(SimulatedPod? pod) => pod is { Namespace: "crossplane-system" } || (pod?.Run is { } run && Dags.Contains(run.DagId));

    private static bool IsOfPlatform(WorldEvent happening) => happening switch
    {
        PodStarted started => IsOfPlatform(started.Pod),
        PodEnded ended => IsOfPlatform(ended.Pod),
        PodShown shown => IsOfPlatform(shown.Snapshot.Pod),
        PodHidden hidden => IsOfPlatform(hidden.Snapshot.Pod),
        FlowSeen seen => IsOfPlatform(seen.Flow.Source.Pod) || IsOfPlatform(seen.Flow.Destination.Pod),
        TryDoomed doomed => Dags.Contains(doomed.Run.DagId),
        ApiAnswered or AuditGarbled or ResourceShown or ResourceRemoved or LeaseShown or CloudLogged or PlatformFact or IncidentStruck { IsOfPlatform: true } => true,
        _ => false,
    };

    private static string Spelled(WorldEvent happening) => happening switch
    {
        FlowSeen { Flow: var flow } => $"{happening.At} {flow.Id} {flow.Time:O} {flow.TraceId} {flow.Source.Ip}:{flow.SourcePort} {flow.Source.Identity} {flow.Source.EndpointId} {flow.Destination.Ip}:{flow.DestinationPort} {flow.Destination.Identity} {flow.Verdict} {flow.TcpFlags} {flow.L7}",
        PodShown { Snapshot: var snapshot } => $"{happening.At} {snapshot.Pod.Uid} {snapshot.Pod.Name} {snapshot.Pod.Ips[0]} {snapshot.Phase} {snapshot.FinishedAt}",
        CallSeen { Call: var call } => $"{happening.At} {call.RequestId} {call.Client.Name} {call.ClientPort} {call.Server.Name} {call.Code} {call.SentBytes} {call.ReceivedBytes}",
        PodStarted { Pod: var pod } => $"{happening.At} started {pod.Uid}",
        PodEnded { Pod: var pod } => $"{happening.At} ended {pod.Uid}",
        ApiAnswered { Request: var request } => $"{happening.At} {request.Id} {request.Server} {request.Caller.Username} {request.Verb} {request.Type.Plural} {request.Name} {request.Code}",
        _ => $"{happening.At} {happening.GetType().Name}",
    };
}
