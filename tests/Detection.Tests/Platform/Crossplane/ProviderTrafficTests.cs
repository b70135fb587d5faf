using Windsock.Detection.Platform.Crossplane;
using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using static Windsock.Detection.Tests.Platform.Crossplane.Cluster;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>Which claims were in flight while a provider's pod talked to a cloud.</summary>
public sealed class ProviderTrafficTests
{
    [Fact]
    public void Calls_of_a_provider_are_shown_with_the_claims_that_were_in_flight_and_how_many_others_were()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim() with { Conditions = [Creating(11)] }, 11).See(Claim("db-2", uid: "c2") with { Conditions = [Creating(11)] }, 11);
        cluster.See(Claim("done", uid: "c3") with { Conditions = [Ready(11)] }, 11);
        cluster.See(Call()).See(Call()).See(Call(outcome: ConnectionOutcome.Refused)).See(Call("sts.amazonaws.com"));
        cluster.See(Claim() with { Conditions = [Ready(40)] }, 41);

        var calls = cluster.Moments.OfType<ProviderCalled>().ToList();
        Assert.Equal([("rds.amazonaws.com", 3L, 1L), ("sts.amazonaws.com", 1L, 0L)], calls.Select(call => (call.Host, call.Connections, call.Failed)));
        Assert.All(calls, call => Assert.Equal(("db-1", "crossplane-system/provider-aws-rds", 1, Provision), (call.Name.Name, call.Provider, call.Others, call.Try)));
    }

    [Fact]
    public void A_claim_that_stays_in_flight_is_told_of_now_and_then_and_nothing_twice()
    {
        var cluster = new Cluster();
        cluster.See(Claim() with { Conditions = [Creating(11)] }, 11).See(Call()).Until(700);
        cluster.See(Call()).Until(1_400);

        Assert.Equal([1L, 1L], cluster.Moments.OfType<ProviderCalled>().Select(call => call.Connections));
    }

    [Fact]
    public void Traffic_within_the_cluster_of_other_pods_and_of_tasks_is_no_providers_call_to_a_cloud()
    {
        var cluster = new Cluster();
        cluster.See(Claim() with { Conditions = [Creating(11)] }, 11);
        cluster.See(Call(server: new Peer(PeerKind.Entity, "kube-apiserver"))).See(Call(server: new Peer(PeerKind.Service, "data/postgres")));
        cluster.See(Call(space: "default")).See(Call() with { Client = new SideAttribution(OwnerOf(Provision), AttributionClass.Exact, AttributionReason.None, true) });
        cluster.See(Claim() with { Conditions = [Ready(40)] }, 41).Until(400);

        Assert.Empty(cluster.Moments.OfType<ProviderCalled>());
    }

    [Fact]
    public void Without_provider_namespaces_nothing_is_looked_at()
    {
        var cluster = new Cluster(new ClaimWatchOptions { ProviderNamespaces = [] });
        cluster.See(Claim() with { Conditions = [Creating(11)] }, 11).See(Call()).See(Claim() with { Conditions = [Ready(40)] }, 41).Until(400);

        Assert.Empty(cluster.Moments.OfType<ProviderCalled>());
    }

    private static Connection Call(string host = "rds.amazonaws.com", string space = "crossplane-system", Peer? server = null, ConnectionOutcome outcome = ConnectionOutcome.Established) => new()
    {
        Client = new SideAttribution(
            new Owner { Kind = OwnerKind.OtherPod, Namespace = space, PodName = "provider-aws-rds-5d-x", PodUid = "p" }, AttributionClass.Exact, AttributionReason.None, true),
        Server = new SideAttribution(null, AttributionClass.Unknown, AttributionReason.None, false),
        ServerAsPeer = server ?? new Peer(PeerKind.Dns, host),
        ClientAsPeer = new Peer(PeerKind.Workload, "crossplane-system/provider-aws-rds"),
        Outcome = outcome,
    };
}
