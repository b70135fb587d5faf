using Windsock.Detection.Anomalies;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Identities;

/// <summary>Pods, flows, calls and actions as the branch is told of them, to what it says of identities.</summary>
public sealed class WiringTests : IFindingObserver
{
    private const string Spiffe = "spiffe://cluster.local/ns/airflow/sa/etl-sa";

    private static readonly Owner Task = Watching.Owner();
    private static readonly SideAttribution Side = new(Task, AttributionClass.Exact, AttributionReason.None, true);
    private static readonly FlowAttribution Attribution = new(Side, default, SomeFlow.Database, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);

    private static readonly Endpoint Pod = new() { Id = 3, Identity = 40_123, Hash = 7 };

    private readonly List<Finding> _findings = [];
    private readonly TaskWatch _watch;

    public WiringTests() => _watch = new TaskWatch(new DetectionOptions(), [], [], surroundings: new DetectionSurroundings { StartedAt = SomePod.At(-100), Findings = [this] });

    [Fact]
    public void What_each_way_in_tells_meets_in_one_row()
    {
        _watch.Observe(new TaskPodSeen(SomePod.Pending("a"), Task, SomePod.At(1)));
        Flow(2);
        Call(3);
        _watch.Observe(new AttributedPlatformBatch([new AttributedEvent(IdentityScene.Action(4), new ActionAttribution(Task, AttributionClass.Exact, CallerEvidence.PodUid))], "audit", SomePod.At(4)));

        var row = Assert.Single(_watch.ReadIdentities("airflow", "etl").Identities);
        Assert.Equal(["etl-sa", "etl-sa", "40123", Spiffe], row.Links.Select(link => link.Value));
        Assert.Equal([IdentityEvidence.Pod, IdentityEvidence.Flow, IdentityEvidence.Mesh, IdentityEvidence.Audit], row.Links.Select(link => link.Evidence).Distinct().Order());
    }

    [Fact]
    public void A_finding_of_the_platform_reaches_whoever_is_told_of_findings()
    {
        var action = IdentityScene.Action(4) with { Caller = new ActionCaller { Username = "system:serviceaccount:airflow:etl-sa", LongLivedCredential = "secret airflow/etl" } };
        _watch.Observe(new AttributedPlatformBatch([new AttributedEvent(action, new ActionAttribution(Task, AttributionClass.Exact, CallerEvidence.PodUid))], "audit", SomePod.At(4)));

        Assert.Equal("token_long_lived", Assert.Single(_findings).Rule);
    }

    [Fact]
    public void A_flow_of_a_pod_that_is_known_allocates_nothing_for_it()
    {
        var sightings = 0;
        var identities = new AnomalyWatch(new DetectionOptions(), new DetectionSurroundings(), _ => sightings++);
        identities.Observe(Side, Pod, SomePod.At(0));

        Assert.All(Enumerable.Range(1, 200).Select(time => AllocationsOf(identities, time)).Skip(20), bytes => Assert.Equal(0, bytes));
        Assert.Equal(1, sightings);
    }

    void IFindingObserver.Observe(Finding finding) => _findings.Add(finding);

    void IFindingObserver.Observe(AllClear clear)
    {
    }

    /// <summary>The way of a flow to the identities, without the rest of the branch.</summary>
    private static long AllocationsOf(AnomalyWatch identities, int time)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        identities.Observe(Side, Pod, SomePod.At(time));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void Flow(double at)
    {
        var flow = SomeFlow.Packet(at) with { Source = Pod };
        _watch.Observe(new AttributedBatch(new FlowBatch([flow], 1, "hubble", flow.Time), [Attribution]));
    }

    private void Call(double at)
    {
        var call = new Call { Time = SomePod.At(at), Reporter = CallReporter.Server, Tls = TlsMode.Mutual, ClientPrincipal = Spiffe };
        _watch.Observe(new AttributedCalls(new CallBatch([call], 1, "istio_access_log", SomePod.At(at)), [Attribution]));
    }
}
