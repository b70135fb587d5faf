using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Attribution;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.Agent.Tests.MeshMetrics;

/// <summary>From a proxy's page over the whole data path to the agent's own page.</summary>
public sealed class MeshMetricsPipelineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_a_sidecar_counts_is_counted_for_the_task_of_its_pod_and_nothing_twice()
    {
        var stop = TestContext.Current.CancellationToken;
        var page = Page(requests: 40, unavailable: 2, requestBytes: 4_000, opened: 3, sent: 9_000);
        await using var proxy = await ServeAsync(() => Volatile.Read(ref page));
        var now = TimeProvider.System.GetUtcNow();
        using var mesh = MeshMetricsRegistration.Create(
            new MeshMetricsOptions { Enabled = true, Interval = TimeSpan.FromMilliseconds(100), Port = new Uri(proxy.Urls.First()).Port }, ["airflow"], new NoAccessLogs(), TimeProvider.System, NullLoggerFactory.Instance);
        var flows = new FlowMetrics(new PrometheusOptions(), TimeProvider.System);
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions(), TimeProvider.System, NullLoggerFactory.Instance)
            .ListenTo([.. mesh.Sources])
            .KeepInView([new OnePod(Pod(now))])
            .ShowViewTo([.. mesh.Observers])
            .AttributeWith(new FlowAttributor(new AttributionOptions { AirflowNamespaces = ["airflow"], NodeName = "node-1" }))
            .FanOutTo(flows)
            .Build();
        var registry = new MetricRegistry(flows, new ConnectionMetrics(new PrometheusOptions(), TimeProvider.System), [flows, mesh.Metrics, pipeline.CallMetrics]);

        await pipeline.StartAsync(stop);
        await Eventually.GetAsync(() => ReadAsync(registry), text => Value(text, "windsock_mesh_scrapes_total", "outcome=\"ok\"") >= 2, Patience, "two looks");
        Volatile.Write(ref page, Page(requests: 45, unavailable: 3, requestBytes: 4_700, opened: 4, sent: 9_500));
        var read = await Eventually.GetAsync(() => ReadAsync(registry), text => Value(text, "windsock_http_requests_total", "code=\"200\"") >= 45, Patience, "the second page");
        await pipeline.StopAsync(CancellationToken.None);
        read = await ReadAsync(registry);

        Assert.Contains("windsock_http_requests_total{namespace=\"airflow\",dag_id=\"etl\",task_id=\"load\",direction=\"egress\",method=\"other\",code=\"200\"} 45\n", read, StringComparison.Ordinal);
        Assert.Contains("method=\"other\",code=\"503\"} 3\n", read, StringComparison.Ordinal);
        Assert.Contains("windsock_sent_bytes_total{namespace=\"airflow\",dag_id=\"etl\",task_id=\"load\",direction=\"egress\"} 4700\n", read, StringComparison.Ordinal);
        Assert.Contains("windsock_received_bytes_total{namespace=\"airflow\",dag_id=\"etl\",task_id=\"load\",direction=\"egress\"} 9500\n", read, StringComparison.Ordinal);
        Assert.Contains("windsock_tls_connections_total{namespace=\"airflow\",dag_id=\"etl\",task_id=\"load\",tls=\"mutual\"} 4\n", read, StringComparison.Ordinal);
        Assert.Equal(6, Value(read, "windsock_call_source_calls_total", "mesh_metrics"));
        Assert.Equal(6, Value(read, "windsock_call_attribution_total", "kind=\"task\",class=\"exact\""));
        Assert.Equal(0, Value(read, "windsock_call_source_undecodable_total", "malformed"));
    }

    private static string Page(int requests, int unavailable, int requestBytes, int opened, int sent)
    {
        const string Common = "reporter=\"source\",source_workload=\"load-x7k2\",source_workload_namespace=\"airflow\",source_principal=\"spiffe://cluster.local/ns/airflow/sa/etl\","
            + "destination_principal=\"spiffe://cluster.local/ns/data/sa/api\",destination_service=\"api.data.svc.cluster.local\",destination_service_name=\"api\","
            + "destination_service_namespace=\"data\",connection_security_policy=\"unknown\"";
        return $"""
            # TYPE istio_requests_total counter
            istio_requests_total{"{"}{Common},request_protocol="http",response_code="200",response_flags="-"{"}"} {requests}
            istio_requests_total{"{"}{Common},request_protocol="http",response_code="503",response_flags="UH"{"}"} {unavailable}
            istio_request_bytes_sum{"{"}{Common},request_protocol="http",response_code="200",response_flags="-"{"}"} {requestBytes}
            istio_tcp_connections_opened_total{"{"}{Common},request_protocol="tcp",response_flags="-"{"}"} {opened}
            istio_tcp_sent_bytes_total{"{"}{Common},request_protocol="tcp",response_flags="-"{"}"} {sent}

            """;
    }

    private static PodState Pod(DateTimeOffset now) => new()
    {
        Uid = "uid-1",
        Namespace = "airflow",
        Name = "load-x7k2",
        NodeName = "node-1",
        Phase = PodPhase.Running,
        Ips = [IpAddress.FromIPv4(0x7F000001)],
        StartedAt = Instant.FromDateTimeOffset(now.AddSeconds(-5)),
        Labels = new Dictionary<string, string>
        {
            ["dag_id"] = "etl",
            ["task_id"] = "load",
            ["run_id"] = "manual__2026-03-01",
            ["try_number"] = "1",
            ["kubernetes_pod_operator"] = "True",
            ["airflow_version"] = "2.10.3",
        }.ToImmutableDictionary(),

        // Not before the agent's first look, however slow this machine is: all that it counts is new.
        Containers = [new ContainerState("istio-proxy", true, true, false, Instant.FromDateTimeOffset(now.AddMinutes(5)), Instant.Missing, 0, "")],
    };

    private static async Task<WebApplication> ServeAsync(Func<string> page)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            await context.Response.WriteAsync(page());
        });
        await app.StartAsync();
        return app;
    }

    private static async Task<string> ReadAsync(MetricRegistry registry)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new PrometheusEndpoint(registry, new PrometheusOptions(), TimeProvider.System).WriteAsync(context);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static double Value(string text, string name, string labels) => text.Split('\n')
        .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(labels, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));

    private sealed class OnePod(PodState pod) : IClusterWatch
    {
        public string Name => "pods";

        public async Task RunAsync(ClusterWriter writer, CancellationToken stop)
        {
            var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
            await writer.WriteAsync(new PodApplied(pod, now));
            await writer.WriteAsync(new PodsSynced(now));
        }
    }

    private sealed class NoAccessLogs : IAccessLogPresence
    {
        public bool SendsAccessLog(string @namespace, string pod) => false;
    }
}
