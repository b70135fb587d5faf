using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Platform;
using Windsock.Testing;
using static Windsock.FlowCollector.Tests.Crossplane.CrossplaneJson;

namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>How types are found, and what is told of their resources.</summary>
public sealed class CrossplaneSourceTests
{
    [Fact]
    public async Task Types_are_found_by_category_and_a_managed_type_is_watched_once_a_composite_names_it()
    {
        await using var server = await StartAsync(Discovery(Core, Database, Provider));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1")), Answer.Silence);
        server.AnswersAt(Composites, Answer.List("5"), Answer.Watch(
            Answer.Event("ADDED", Composite("db-1-x", "x1", "6", Part("rds.aws.upbound.io/v1beta1", "Instance") + "," + Part("apps/v1", "Deployment")))));
        server.AnswersAt(Instances, Answer.List("8", Claim("m", "m1", "7")), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);

        await crossplane.TellsAsync(
            "type postgresqlinstances.db.example.org Claim", "type xpostgresqlinstances.db.example.org Composite", "type instances.rds.aws.upbound.io Managed",
            "type clusters.rds.aws.upbound.io Managed", "+c1", "synced postgresqlinstances", "synced xpostgresqlinstances", "+x1", "+m1", "synced instances");
        Assert.Contains("g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList", (await server.RequestAsync("/apis", 1)).Headers["Accept"], StringComparison.Ordinal);
        Assert.DoesNotContain(server.Requests, request => request.Path.Contains("clusters", StringComparison.Ordinal) || request.Path.Contains("deployments", StringComparison.Ordinal));
        Assert.True(crossplane.Ledger.IsUp);
        Assert.Equal((2, 1, 1), (crossplane.Metric("crossplane_types{managed}"), crossplane.Metric("crossplane_objects{claim}"), crossplane.Metric("crossplane_objects{managed}")));
    }

    [Fact]
    public async Task Managed_resources_are_left_alone_when_they_are_not_wanted()
    {
        await using var server = await StartAsync(Discovery(Database, Provider));
        server.AnswersAt(Claims, Answer.List("5"), Answer.Silence);
        server.AnswersAt(Composites, Answer.List("5", Composite("db-1-x", "x1", "6", Part("rds.aws.upbound.io/v1beta1", "Instance"))), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server, new CrossplaneOptions { Managed = false });

        await crossplane.TellsAsync([.. DatabaseTypes, .. ProviderTypes, "synced postgresqlinstances", "+x1", "synced xpostgresqlinstances"]);
        await server.RequestAsync(Composites, 2);
        Assert.DoesNotContain(server.Requests, request => request.Path == Instances);
    }

    [Fact]
    public async Task A_server_without_aggregated_discovery_is_asked_group_by_group()
    {
        await using var server = await StartAsync("""
            {"kind":"APIGroupList","apiVersion":"v1","groups":[
            {"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps/v1","version":"v1"}},
            {"name":"rbac.authorization.k8s.io","versions":[],"preferredVersion":{"groupVersion":"rbac.authorization.k8s.io/v1","version":"v1"}},
            {"name":"db.example.org","versions":[],"preferredVersion":{"groupVersion":"db.example.org/v1","version":"v1"}}]}
            """);
        server.AnswersAt("/apis/db.example.org/v1", Answer.Text(200, """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"db.example.org/v1","resources":[
            {"name":"postgresqlinstances","singularName":"x","namespaced":true,"kind":"PostgreSQLInstance","verbs":["get","list","watch"],"categories":["claim"]},
            {"name":"postgresqlinstances/status","singularName":"","namespaced":true,"kind":"PostgreSQLInstance","verbs":["get","list","watch"],"categories":["claim"]},
            {"name":"others","singularName":"x","namespaced":true,"kind":"Other","verbs":["list","watch"]}]}
            """));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1")), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);

        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "+c1", "synced postgresqlinstances");
        Assert.DoesNotContain(server.Requests, request => request.Path is "/apis/apps/v1" or "/apis/rbac.authorization.k8s.io/v1");
    }

    [Fact]
    public async Task A_new_definition_is_looked_at_after_a_moment_and_a_type_that_is_gone_takes_its_resources_along()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Watch(Answer.Event("ADDED", Definition("x", "6"))));
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Database)), Answer.Text(200, Discovery(Provider)));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1"), Claim("db-2", "c2", "1")), Answer.Silence);
        server.AnswersAt(Composites, Answer.List("5"), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);
        await crossplane.TellsAsync([.. DatabaseTypes, "+c1", "+c2", "synced postgresqlinstances", "synced xpostgresqlinstances"]);

        await crossplane.PassAsync(4.9, 5.1);
        await crossplane.TellsAsync([.. ProviderTypes, "-c1", "-c2"]);
        Assert.Equal(0, crossplane.Metric("crossplane_objects{claim}"));
        Assert.Equal("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json", (await server.RequestAsync(Definitions, 1)).Headers["Accept"]);
    }

    [Fact]
    public async Task A_type_that_a_part_of_the_API_did_not_tell_of_is_not_thought_to_be_gone()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Database)), Answer.Text(200, Discovery(Group("other.example.org", "v1", "Stale", Type("others", "Other", "claim")))));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1")), Answer.Silence);
        server.AnswersAt(Composites, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis/other.example.org/v1/others", Answer.List("5"), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);
        await crossplane.TellsAsync([.. DatabaseTypes, "+c1", "synced postgresqlinstances", "synced xpostgresqlinstances"]);

        await crossplane.PassAsync(299, 300);
        await crossplane.TellsAsync("type others.other.example.org Claim", "synced others");
        Assert.Equal((2, 1), (crossplane.Metric("crossplane_types{claim}"), crossplane.Metric("crossplane_objects{claim}")));
    }

    [Fact]
    public async Task A_type_in_a_new_version_goes_on_with_what_was_known()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Group("db.example.org", "v1", "Current", Type("postgresqlinstances", "PostgreSQLInstance", "claim")))),
            Answer.Text(200, Discovery(Group("db.example.org", "v2", "Current", Type("postgresqlinstances", "PostgreSQLInstance", "claim")))));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1"), Claim("db-2", "c2", "1")), Answer.Silence);
        server.AnswersAt("/apis/db.example.org/v2/postgresqlinstances", Answer.List("9", Claim("db-1", "c1", "1")), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);
        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "+c1", "+c2", "synced postgresqlinstances");

        await crossplane.PassAsync(299, 300);
        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "-c2", "synced postgresqlinstances");
    }

    [Fact]
    public async Task After_history_was_lost_a_gap_is_told_since_the_last_sign_of_life()
    {
        await using var server = await StartAsync(Discovery(Database));
        var resume = new TaskCompletionSource();
        server.AnswersAt(Composites, Answer.List("5"), Answer.Silence);
        server.AnswersAt(
            Claims,
            Answer.List("5", Claim("db-1", "c1", "1")),
            async context =>
            {
                await Answer.WatchThatEnds()(context);
                await resume.Task;
                await Answer.WatchThatEnds(Answer.Event("ERROR", Answer.StatusJson(410, "Expired", "too old resource version")))(context);
            },
            Answer.List("90", Claim("db-2", "c2", "80")),
            Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);
        await crossplane.TellsAsync([.. DatabaseTypes, "+c1", "synced postgresqlinstances", "synced xpostgresqlinstances"]);
        await server.RequestAsync(Claims, 2);
        var before = Instant.FromDateTimeOffset(crossplane.Time.GetUtcNow());
        crossplane.Time.Advance(TimeSpan.FromSeconds(40));
        resume.SetResult();

        var (told, gap) = (new List<string>(), default(PlatformGap));
        while (told.Count < 4)
        {
            var next = await crossplane.NextAsync();
            gap = next as PlatformGap ?? gap;
            told.Add(next.GetType().Name);
        }

        Assert.Equal(["ResourceSeen", "ResourceGone", "PlatformGap", "ResourcesSynced"], told);
        Assert.Equal(("crossplane", "relisted", before), (gap!.Source, gap.Reason, gap.Since));
        await server.RequestAsync(Claims, 4);
        Assert.Equal(1, crossplane.Metric("crossplane_relists_total{expired}"));
    }

    [Fact]
    public async Task A_restart_tells_the_difference()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Database)), Answer.Text(200, Discovery(Database)));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1"), Claim("db-2", "c2", "1")), Answer.Silence, Answer.List("8", Claim("db-1", "c1", "1")), Answer.Silence);
        server.AnswersAt(Composites, Answer.List("5"), Answer.Silence, Answer.List("8"), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);
        await crossplane.TellsAsync([.. DatabaseTypes, "+c1", "+c2", "synced postgresqlinstances", "synced xpostgresqlinstances"]);
        await server.RequestAsync(Claims, 2);
        await server.RequestAsync(Composites, 2);

        await crossplane.RestartAsync();
        await crossplane.TellsAsync("-c2", "gap relisted", "gap relisted", "synced postgresqlinstances", "synced xpostgresqlinstances");
    }

    private static readonly string[] DatabaseTypes = ["type postgresqlinstances.db.example.org Claim", "type xpostgresqlinstances.db.example.org Composite"];

    private static readonly string[] ProviderTypes = ["type instances.rds.aws.upbound.io Managed", "type clusters.rds.aws.upbound.io Managed"];

    private static async Task<FakeApiServer> StartAsync(string discovery) =>
        (await FakeApiServer.StartAsync()).AnswersAt(Definitions, Answer.List("5"), Answer.Silence).AnswersAt("/apis", Answer.Text(200, discovery));
}
