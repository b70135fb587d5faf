using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

/// <summary>One proxy that speaks of all pods of its node by the names of their workloads.</summary>
public sealed class ZtunnelTests
{
    private const string Ip = "127.0.0.3";

    [Fact]
    public async Task A_pod_that_is_called_after_itself_is_told_for_both_of_its_sides()
    {
        await using var mesh = await StartAsync();
        mesh.Apply(Task(mesh));
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 100) + Sent("destination", "etl-load-x7k2", 5));
        var calls = await mesh.LookAsync();

        Assert.Equal([Ip + "/metrics"], mesh.Proxies.Asked.Distinct());
        Assert.Equal([("etl-load-x7k2", "", 100), ("", "etl-load-x7k2", 5)], calls.Select(call => (call.Client.PodName, call.Server.PodName, call.ReceivedBytes)));
        Assert.All(calls, call => Assert.Equal("10.9.9.9", (call.Reporter == CallReporter.Client ? call.ClientIp : call.ServerIp).ToString()));
        Assert.Equal("", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task What_cannot_be_tied_to_one_pod_is_counted_and_never_guessed()
    {
        await using var mesh = await StartAsync();
        mesh.Apply(Task(mesh) with { Name = "api-7d9f-abcde", Uid = "api", Controller = new Workload("api-7d9f", "ReplicaSet") });
        mesh.Proxies.Show(Ip, Sent("source", "api", 100) + Sent("source", "nobody", 7) + Sent("source", "unknown", 8));

        Assert.Empty(await mesh.LookAsync());
        Assert.Equal("no_pod 2, not_certain 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task A_pod_with_a_sidecar_of_its_own_is_told_by_that()
    {
        await using var mesh = await StartAsync();
        mesh.Apply(mesh.Pod());
        mesh.Proxies.Show(LookedAtMesh.PodIp, "");
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 100));

        Assert.Empty(await mesh.LookAsync());
        Assert.Equal("own_proxy 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task A_pod_that_ended_since_the_last_look_is_told_within_its_life()
    {
        await using var mesh = await StartAsync();
        var task = Task(mesh);
        mesh.Apply(task);
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 100));
        await mesh.LookAsync();
        var seenAt = Instant.FromDateTimeOffset(mesh.Time.GetUtcNow());
        mesh.Apply(task);
        mesh.Time.Advance(TimeSpan.FromSeconds(5));
        mesh.Remove(task);
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 130));

        var call = Assert.Single(await mesh.LookAsync());
        Assert.Equal((30, seenAt), (call.ReceivedBytes, call.Time));
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 131));
        await mesh.LookAsync();
        Assert.Empty(mesh.Take());
        Assert.Equal("no_pod 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task A_word_of_the_ztunnel_is_kept_and_is_no_flag_of_Envoy()
    {
        await using var mesh = await StartAsync();
        mesh.Apply(Task(mesh));
        var labels = SomePage.Labels("source", "etl-load-x7k2", "airflow", "postgres", "data", "tcp").Replace("response_flags=\"-\"", "response_flags=\"DENY\"", StringComparison.Ordinal);
        mesh.Proxies.Show(Ip, SomePage.Series("istio_tcp_connections_closed_total", labels, 2));

        var call = Assert.Single(await mesh.LookAsync());
        Assert.Equal((2, ResponseFlags.None, "DENY"), (call.Count, call.Flags, call.TerminationDetails));
    }

    [Theory]
    [InlineData("airflow", "ztunnel", "127.0.0.3/stats/prometheus")]
    [InlineData("default", "ztunnel", "")]
    [InlineData("istio-system", "istiod", "")]
    public async Task Only_the_meshs_own_namespace_is_believed_to_have_one(string ns, string app, string asked)
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(Ztunnel(mesh) with { Namespace = ns, Labels = ImmutableDictionary<string, string>.Empty.Add("app", app) });
        mesh.Apply(Task(mesh));
        mesh.Proxies.Show(Ip, Sent("source", "etl-load-x7k2", 100));
        var calls = await mesh.LookAsync();

        Assert.Equal(asked, string.Join(' ', mesh.Proxies.Asked));
        Assert.DoesNotContain(calls, call => call.Client.PodName == "etl-load-x7k2");
    }

    private static async Task<LookedAtMesh> StartAsync()
    {
        var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(Ztunnel(mesh));
        return mesh;
    }

    private static PodState Ztunnel(LookedAtMesh mesh) => mesh.Pod("ztunnel-abcde", Ip, TimeSpan.FromSeconds(-1), "istio-system") with
    {
        Labels = ImmutableDictionary<string, string>.Empty.Add("app", "ztunnel"),
    };

    private static PodState Task(LookedAtMesh mesh) => mesh.Pod(ip: "10.9.9.9") with { Containers = [LookedAtMesh.Container("base")] };

    private static string Sent(string reporter, string workload, double value) => SomePage.Series(
        "istio_tcp_sent_bytes_total",
        reporter == "source" ? SomePage.Labels("source", workload, "airflow", "postgres", "data", "tcp") : SomePage.Labels("destination", "web", "shop", workload, "airflow", "tcp"),
        value);
}
