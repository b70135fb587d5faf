using Windsock.Model.Connections;
using Windsock.Model.Identity;
using static Windsock.Detection.Tests.Guardrails.SomeGuardrail;
using static Windsock.Detection.Tests.Guardrails.SomeTry;

namespace Windsock.Detection.Tests.Guardrails;

/// <summary>What cannot be compared accuses nobody, and is counted.</summary>
public sealed class UnjudgedTests
{
    [Theory]
    [InlineData("dns *.example.com", PeerKind.Entity, "world", "no_dns_name")]
    [InlineData("dns *.example.com", PeerKind.Cidr, "10.0.0.0/8", "no_dns_name")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Dns, "db.corp.example.com", "no_address")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Entity, "world", "no_address")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Cidr, "10.0.0.0/8", "wider_block")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Cidr, "not a block", "no_address")]
    [InlineData("service data/postgres", PeerKind.Workload, "data/pg-main", "other_name")]
    [InlineData("workload data/pg-main", PeerKind.Service, "data/postgres", "other_name")]
    [InlineData("service data/postgres", PeerKind.Unknown, "unknown", "peer_unknown")]
    [InlineData("airflow", PeerKind.Unknown, "unknown", "peer_unknown")]
    [InlineData("entity world", PeerKind.Unknown, "unknown", "peer_unknown")]
    [InlineData("dns *.example.com", PeerKind.Entity, "init", "peer_unknown")]
    public void An_allow_list_that_cannot_be_compared_with_the_peer_is_not_broken(string clause, PeerKind kind, string name, string reason)
    {
        var judging = new Judging(Allowing(clause));

        Assert.Empty(judging.Look(Calling(Peer(kind, name, 443))));
        Assert.Empty(judging.Look(Calling(Peer(kind, name, 443))));
        Assert.Equal([$"{reason}=1"], judging.Unjudged());
    }

    [Theory]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Service, "data/postgres")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Cidr, "10.21.0.0/24")]
    [InlineData("cidr 10.20.0.0/16", PeerKind.Entity, "kube-apiserver")]
    [InlineData("dns *.example.com", PeerKind.Service, "data/postgres")]
    [InlineData("dns *.example.com", PeerKind.Entity, "host")]
    [InlineData("dns *.example.com", PeerKind.Dns, "example.com")]
    [InlineData("dns *.example.com", PeerKind.Dns, "badexample.com")]
    [InlineData("service data/postgres", PeerKind.Workload, "shop/postgres")]
    [InlineData("service data/postgres", PeerKind.Service, "data/redis")]
    [InlineData("service data/postgres", PeerKind.Entity, "world")]
    [InlineData("service data/postgres 5432", PeerKind.Service, "data/postgres")]
    [InlineData("entity kube-apiserver", PeerKind.Dns, "api.example.com")]
    [InlineData("airflow", PeerKind.Workload, "airflow/other")]
    public void What_can_be_compared_and_is_not_on_the_list_is_a_violation(string clause, PeerKind kind, string name)
    {
        var judging = new Judging(Allowing(clause));

        Assert.Single(judging.Look(Calling(Peer(kind, name, 443))));
        Assert.Empty(judging.Unjudged());
    }

    [Theory]
    [InlineData("service data/postgres", PeerKind.Workload, "data/postgres")]
    [InlineData("workload data/*", PeerKind.Service, "data/postgres")]
    [InlineData("service default/kubernetes", PeerKind.Entity, "kube-apiserver")]
    [InlineData("entity kube-apiserver", PeerKind.Service, "default/kubernetes")]
    [InlineData("entity world", PeerKind.Dns, "api.example.com")]
    [InlineData("entity world", PeerKind.Cidr, "10.0.0.0/8")]
    [InlineData("entity init", PeerKind.Entity, "init")]
    [InlineData("cidr 10.20.0.0/16 443", PeerKind.Cidr, "10.20.7.0/24")]
    [InlineData("dns *.example.com 400-500", PeerKind.Dns, "a.b.example.com")]
    public void A_peer_is_allowed_by_any_name_that_surely_means_it(string clause, PeerKind kind, string name)
    {
        var judging = new Judging(Allowing("service other/other", clause));

        Assert.Empty(judging.Look(Calling(Peer(kind, name, 443))));
    }

    [Fact]
    public void A_clause_that_surely_allows_the_peer_settles_what_another_leaves_open()
    {
        var judging = new Judging(Allowing("dns *.example.com", "entity world"));

        Assert.Empty(judging.Look(Calling(Entity("world"))));
        Assert.Empty(judging.Unjudged());
    }

    [Fact]
    public void A_place_without_a_name_is_no_violation_of_a_denied_name_but_is_counted()
    {
        var judging = new Judging(Denying("dns *.pastebin.com") with { Allow = Allowing("entity world").Allow });

        Assert.Empty(judging.Look(Calling(Entity("world"))));
        Assert.Equal(["no_dns_name=1"], judging.Unjudged());
        Assert.Single(new Judging(Denying("dns *.pastebin.com", "entity world")).Look(Calling(Entity("world"))));
    }

    [Fact]
    public void A_connection_without_ports_cannot_be_held_against_ports()
    {
        var judging = new Judging(Allowing("service data/postgres 5432"));

        Assert.Empty(judging.Look(Calling(Service("data/postgres", 0))));
        Assert.Equal(["no_port=1"], judging.Unjudged());
    }

    [Fact]
    public void A_service_beside_the_task_that_was_never_reached_may_be_Airflows()
    {
        var judging = new Judging(Allowing("airflow"));

        Assert.Empty(judging.Look(Calling(Service("airflow/airflow-api-server", 8_080).As(ConnectionOutcome.Denied))));
        Assert.Equal(["owner_unknown=1"], judging.Unjudged());
        Assert.Single(judging.Look(Calling(Service("data/postgres").As(ConnectionOutcome.Denied))));
    }
}
