using System.Collections.Immutable;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

public sealed class MeshMetricsSourceTests
{
    [Fact]
    public async Task A_proxy_that_is_older_than_the_agent_tells_what_it_grew_by_since_the_first_look()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod());
        mesh.Proxies.Show(LookedAtMesh.PodIp, SomePage.Sidecar());
        Assert.Empty(await mesh.LookAsync());
        mesh.Proxies.Show(LookedAtMesh.PodIp, SomePage.Sidecar(requests: 45, requestBytes: 4_620.5, responseBytes: 81_000, opened: 4, sent: 9_500, received: 720));
        var calls = await mesh.LookAsync();

        Assert.Equal(
            ["Client Http 200 None x5 opened 0 sent 500 received 1000 data/api Mutual", "Client Tcp 0 None x0 opened 1 sent 20 received 500 data/postgres Mutual"],
            calls.Select(Show).Order());
        Assert.All(calls, call => Assert.Equal(("etl-load-x7k2", "airflow", "node-1", LookedAtMesh.PodIp), (call.Client.PodName, call.Client.Namespace, call.NodeName, call.ClientIp.ToString())));
        Assert.Equal("baseline 8", mesh.Counted("mesh_series_passed_over_total"));
        Assert.Equal("sidecar,ok 2", mesh.Counted("mesh_scrapes_total"));
        Assert.Equal("8", mesh.Counted("mesh_scrape_series").Trim());
        Assert.Equal((2, 0), (mesh.Ledger.Decoded, mesh.Ledger.Undecodable));
        Assert.Empty(await mesh.LookAsync());
    }

    [Fact]
    public async Task A_proxy_that_started_under_the_agents_eyes_tells_all_of_it()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        mesh.Proxies.Show(LookedAtMesh.PodIp, SomePage.Sidecar());
        var calls = await mesh.LookAsync();

        Assert.Equal(
            [
                "Client Http 200 None x40 opened 0 sent 4120 received 80000 data/api Mutual",
                "Client Http 503 UpstreamConnectionFailure, UpstreamRetryLimitExceeded x2 opened 0 sent -1 received -1 data/api Mutual",
                "Client Tcp 0 None x1 opened 3 sent 700 received 9000 data/postgres Mutual",
            ],
            calls.Select(Show).Order());
    }

    [Fact]
    public async Task A_restart_is_known_by_its_lower_values_or_by_its_time()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod());
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 1_000));
        await mesh.LookAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 30));
        Assert.Equal(30, Assert.Single(await mesh.LookAsync()).ReceivedBytes);

        // Faster than before: only the container's start tells.
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 40));
        Assert.Equal(10, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        Assert.Empty(await mesh.LookAsync());
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-2)));
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 55));
        Assert.Equal(55, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
    }

    [Fact]
    public async Task A_pod_that_sends_an_access_log_is_not_asked_and_begins_anew_when_it_no_longer_does()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        mesh.Logging.Add("airflow/etl-load-x7k2");
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 1_000));
        Assert.Empty(await mesh.LookAsync());
        Assert.Empty(mesh.Proxies.Asked);
        mesh.Logging.Clear();
        Assert.Empty(await mesh.LookAsync());
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 1_001));

        Assert.Equal(1, Assert.Single(await mesh.LookAsync()).ReceivedBytes);
        Assert.Equal("sidecar,ok 2, sidecar,access_log 1", mesh.Counted("mesh_scrapes_total"));
    }

    [Fact]
    public async Task An_access_log_that_begins_while_the_page_is_read_wins()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            mesh.Logging.Add("airflow/etl-load-x7k2");
            context.Response.ContentType = "text/plain";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, Tcp(sent: 5));
        });

        Assert.Empty(await mesh.LookAsync());
        Assert.Equal("access_log 1", mesh.Counted("mesh_series_passed_over_total"));
    }

    [Fact]
    public async Task Only_running_proxies_of_Airflows_pods_are_asked_and_never_a_nodes_address()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        for (var number = 2; number <= 9; number++)
        {
            mesh.Proxies.Show($"127.0.0.{number}", "");
        }

        mesh.Apply(mesh.Pod());
        mesh.Apply(mesh.Pod("elsewhere", "127.0.0.3", ns: "default"));
        mesh.Apply(mesh.Pod("host", "127.0.0.4") with { HostNetwork = true });
        mesh.Apply(mesh.Pod("plain", "127.0.0.5") with { Containers = [LookedAtMesh.Container("base")] });
        mesh.Apply(mesh.Pod("waiting", "127.0.0.6") with { Containers = [LookedAtMesh.Container("istio-proxy", Instant.Missing)] });
        mesh.Apply(mesh.Pod("over", "127.0.0.7") with { Containers = [LookedAtMesh.Container("istio-proxy") with { IsTerminated = true }] });
        var gone = mesh.Pod("gone", "127.0.0.8");
        mesh.Apply(gone);
        mesh.Remove(gone);
        mesh.Apply(mesh.Pod("done", "127.0.0.9"));
        mesh.Apply(mesh.Pod("done", "127.0.0.9") with { Phase = PodPhase.Succeeded });
        await mesh.LookAsync();

        Assert.Equal([LookedAtMesh.PodIp + "/stats/prometheus"], mesh.Proxies.Asked);
        Assert.Equal("sidecar 1", mesh.Counted("mesh_scrape_targets"));
    }

    [Fact]
    public async Task Two_pods_with_one_address_are_not_asked_until_one_has_ended()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 5));
        var older = mesh.Pod("older");
        mesh.Apply(older);
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        await mesh.LookAsync();
        Assert.Empty(mesh.Proxies.Asked);
        mesh.Remove(older);

        Assert.Equal("etl-load-x7k2", Assert.Single(await mesh.LookAsync()).Client.PodName);
        Assert.Equal("sidecar,ok 1, sidecar,address_shared 2", mesh.Counted("mesh_scrapes_total"));
    }

    [Theory]
    [InlineData("shop", "etl-load-x7k2")]
    [InlineData("airflow", "other")]
    public async Task A_page_that_speaks_of_another_pod_is_not_used(string ns, string workload)
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod());
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 5));
        await mesh.LookAsync();
        mesh.Proxies.Show(LookedAtMesh.PodIp, Tcp(sent: 6));
        Assert.Single(await mesh.LookAsync());
        mesh.Proxies.Show(LookedAtMesh.PodIp, SomePage.Series("istio_tcp_sent_bytes_total", SomePage.Labels("source", workload, ns, "postgres", "data", "tcp"), 900));

        Assert.Empty(await mesh.LookAsync());
        Assert.Equal("baseline 1, another_pod 1", mesh.Counted("mesh_series_passed_over_total"));
        Assert.Contains("its page speaks of another pod", Assert.Single(mesh.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_more_proxies_are_asked_at_a_time_than_is_allowed()
    {
        await using var mesh = await LookedAtMesh.StartAsync(options => options.ConcurrentScrapes = 3);
        for (var number = 2; number < 32; number++)
        {
            mesh.Apply(mesh.Pod($"pod-{number}", $"127.0.0.{number}"));
            mesh.Proxies.Show($"127.0.0.{number}", SomePage.Sidecar());
        }

        await mesh.LookAsync();

        Assert.Equal(30, mesh.Proxies.Asked.Distinct().Count());
        Assert.InRange(mesh.Proxies.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task More_kinds_of_calls_than_a_batch_holds_come_in_several()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod(startedBefore: TimeSpan.FromSeconds(-1)));
        mesh.Proxies.Show(LookedAtMesh.PodIp, string.Concat(Enumerable.Range(0, 300).Select(number =>
            SomePage.Series("istio_requests_total", SomePage.Labels("source", "etl-load-x7k2", "airflow", $"svc{number}", "data", "http", ("response_code", "200")), number + 1))));

        var calls = await mesh.LookAsync();

        Assert.Equal(300, calls.Length);
        Assert.Equal(300 * 301 / 2, calls.Sum(call => call.Count));
    }

    [Fact]
    public async Task It_stops_at_once_while_a_proxy_does_not_answer()
    {
        await using var mesh = await LookedAtMesh.StartAsync();
        mesh.Apply(mesh.Pod());
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        mesh.Proxies.Answer(LookedAtMesh.PodIp, async context =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        mesh.Start();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.True(mesh.Ledger.IsUp);

        await mesh.StopAsync();

        Assert.False(mesh.Ledger.IsUp);
        Assert.Equal("", mesh.Counted("mesh_scrapes_total"));
    }

    [Fact]
    public async Task When_it_is_off_there_is_nothing_but_the_families()
    {
        await using var mesh = await LookedAtMesh.StartAsync(options => options.Enabled = false);

        Assert.Empty(mesh.Parts.Sources);
        Assert.Empty(mesh.Parts.Observers);
        Assert.NotEmpty(mesh.Parts.Metrics.Families);
        Assert.Equal("", mesh.Counted("mesh_scrapes_total"));
    }

    internal static string Tcp(double sent, string source = "etl-load-x7k2") =>
        SomePage.Series("istio_tcp_sent_bytes_total", SomePage.Labels("source", source, "airflow", "postgres", "data", "tcp"), sent);

    internal static string Show(Call call) =>
        $"{call.Reporter} {call.Protocol} {call.Code} {call.Flags} x{call.Count} opened {call.Connections} sent {call.SentBytes} received {call.ReceivedBytes} {call.Service?.Namespace}/{call.Service?.Name} {call.Tls}";
}
