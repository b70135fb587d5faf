using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Testing;
using static Windsock.FlowCollector.Tests.Crossplane.CrossplaneJson;

namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>Missing rights, servers that fail, and more than there is room for.</summary>
public sealed class CrossplaneLimitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Missing_rights_are_said_once_for_all_types_and_asked_for_again()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Database)));
        foreach (var path in new[] { Definitions, Claims, Composites })
        {
            server.AnswersAt(path, Forbidden(path), Forbidden(path), Answer.List("5"));
        }

        await using var crossplane = new RunningCrossplane(server);
        await server.RequestAsync(Definitions, 1);
        await server.RequestAsync(Claims, 1);
        await server.RequestAsync(Composites, 1);

        // In small steps: none of them makes a request that is under way look silent.
        var paths = new[] { Definitions, Claims, Composites };
        await Eventually.HoldsAsync(
            () =>
            {
                crossplane.Time.Advance(TimeSpan.FromSeconds(0.3));
                return Task.FromResult(paths.All(path => server.Requests.Count(request => request.Path == path) >= 3));
            },
            Patience,
            "each is asked for a third time");

        Assert.Single(crossplane.Log.Warnings);
        Assert.Contains("grant list and watch on Crossplane's types", crossplane.Log.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(6, crossplane.Metric("crossplane_watch_errors_total{forbidden}"));
        Assert.True(crossplane.Ledger.IsUp);
    }

    [Fact]
    public async Task A_discovery_that_fails_is_said_when_its_text_changes_and_tried_again()
    {
        await using var server = await FakeApiServer.StartAsync();
        var unavailable = Answer.Status(503, "ServiceUnavailable", "the server is shutting down");
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", unavailable, unavailable, Answer.Text(200, Discovery()));
        await using var crossplane = new RunningCrossplane(server);

        await server.RequestAsync("/apis", 1);
        await crossplane.PassAsync(0.5, 60);
        await server.RequestAsync("/apis", 2);
        await crossplane.PassAsync(0.5, 60);
        await server.RequestAsync("/apis", 3);
        await Eventually.HoldsAsync(() => Task.FromResult(crossplane.Ledger.IsUp), Patience, "the source works");
        Assert.Single(crossplane.Log.Warnings, line => line.Contains("types cannot be looked for", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>proxy</html>")]
    [InlineData("""{"kind":"Status","items":[]}""")]
    [InlineData("""{"kind":"APIGroupDiscoveryList","items":[{"metadata":7}""")]
    public async Task An_answer_that_is_no_discovery_is_a_failure_and_not_an_empty_cluster(string text)
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence).AnswersAt("/apis", Answer.Text(200, text));
        await using var crossplane = new RunningCrossplane(server);

        await Eventually.HoldsAsync(() => Task.FromResult(crossplane.Log.Warnings.Count > 0), Patience, "a warning");
        Assert.False(crossplane.Ledger.IsUp);
    }

    [Fact]
    public async Task Types_beyond_the_limit_are_counted_and_said()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence).AnswersAt("/apis", Answer.Text(200, Discovery(Database)));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1")), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server, new CrossplaneOptions { MaxTypes = 1 });

        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "type xpostgresqlinstances.db.example.org Composite", "+c1", "synced postgresqlinstances");
        Assert.Equal(1, crossplane.Metric("crossplane_types_left_out"));
        await Eventually.HoldsAsync(() => Task.FromResult(crossplane.Log.Warnings.Count > 0), Patience, "a warning");
        Assert.Contains("raise platform.crossplane.maxTypes", Assert.Single(crossplane.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_beyond_the_limit_are_counted_and_a_list_with_any_is_not_called_complete()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Group("db.example.org", "v1", "Current", Type("postgresqlinstances", "PostgreSQLInstance", "claim")))));
        server.AnswersAt(Claims, Answer.List("5", Claim("db-1", "c1", "1"), Claim("db-2", "c2", "1"), Claim("db-3", "c3", "1")), Answer.Watch(
            Answer.Event("DELETED", Claim("db-1", "c1", "6")), Answer.Event("MODIFIED", Claim("db-3", "c3", "7"))));
        await using var crossplane = new RunningCrossplane(server, new CrossplaneOptions { MaxObjects = 2 });

        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "+c1", "+c2", "gap lost", "-c1", "+c3");
        Assert.Equal((1, 2), (crossplane.Metric("crossplane_objects_refused_total"), crossplane.Metric("crossplane_objects{claim}")));
        Assert.Equal(1, crossplane.Ledger.Ignored);
        Assert.Contains("raise platform.crossplane.maxObjects", Assert.Single(crossplane.Log.Warnings), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Resources_that_cannot_be_read_are_in_the_books()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt(Definitions, Answer.List("5"), Answer.Silence);
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Group("db.example.org", "v1", "Current", Type("postgresqlinstances", "PostgreSQLInstance", "claim")))));
        server.AnswersAt(Claims, Answer.List("5", """{"metadata":{"name":"without-uid"}}""", Claim("db-1", "c1", "1")), Answer.Silence);
        await using var crossplane = new RunningCrossplane(server);

        await crossplane.TellsAsync("type postgresqlinstances.db.example.org Claim", "+c1", "synced postgresqlinstances");
        Assert.Equal((1, 3), (crossplane.Ledger.Undecodable, crossplane.Ledger.Decoded));
    }

    [Fact]
    public async Task It_ends_when_it_is_asked_to_whatever_it_waits_for()
    {
        await using var server = await FakeApiServer.StartAsync();
        server.AnswersAt("/apis", Answer.Text(200, Discovery(Database)));
        await using var crossplane = new RunningCrossplane(server);
        await server.RequestAsync(Claims, 1);

        await crossplane.StopAsync();
    }

    [Fact]
    public void Turned_off_it_has_no_source_and_no_series()
    {
        using var parts = CrossplaneRegistration.Create(new CrossplaneOptions(), new KubernetesOptions(), TimeProvider.System, new OneLog(new LineLog()));

        Assert.Empty(parts.Sources);
        Assert.NotEmpty(parts.Metrics.Families);
    }

    private static Func<Microsoft.AspNetCore.Http.HttpContext, Task> Forbidden(string path) => Answer.Status(403, "Forbidden", $"may not list {path}");
}
