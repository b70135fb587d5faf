using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Tests.Prometheus;

/// <summary>A registry with its endpoint, and a reader that takes whole or broken responses from it.</summary>
internal sealed class Scraper
{
    public Scraper(PrometheusOptions? options = null, params IMetricSource[] sources)
    {
        Time = new ManualTime();
        options ??= Some.Options();
        Flows = new FlowMetrics(options, Time);
        Connections = new ConnectionMetrics(options, Time);
        Platform = new PlatformMetrics(options, Time);
        Registry = new MetricRegistry(Flows, Connections, sources, Platform);
        Endpoint = new PrometheusEndpoint(Registry, options, Time);
    }

    public ManualTime Time { get; }

    public FlowMetrics Flows { get; }

    public ConnectionMetrics Connections { get; }

    public PlatformMetrics Platform { get; }

    public MetricRegistry Registry { get; }

    public PrometheusEndpoint Endpoint { get; }

    /// <summary>Counts the flows, and for each SYN among them the connection that it opened; an empty batch passes time.</summary>
    public void Observe(AttributedBatch batch)
    {
        Flows.Observe(batch);
        if (batch.Count == 0)
        {
            // Nobody's: it only moves the time on.
            Connections.Observe(Some.Connection(default(FlowAttribution) with { ServerAsPeer = Peer.Unknown, ClientAsPeer = Peer.Unknown }));
        }

        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.Flows[i].TcpFlags == TcpFlags.Syn)
            {
                Connections.Observe(Some.Connection(batch.Attributions[i]));
            }
        }
    }

    /// <summary>A scrape through the endpoint that is read to its end.</summary>
    public async Task<ParsedExposition> ScrapeAsync(ExpositionFormat format = ExpositionFormat.OpenMetrics) =>
        ParsedExposition.Parse(await TextAsync(format), format);

    public async Task<string> TextAsync(ExpositionFormat format)
    {
        var context = Request(format == ExpositionFormat.OpenMetrics ? "application/openmetrics-text;version=1.0.0" : "text/plain");
        using var body = new MemoryStream();
        context.Response.Body = body;
        await Endpoint.WriteAsync(context);
        Assert.Equal(StatusCodes.Status200OK, context.Response.StatusCode);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    /// <summary>A scrape that breaks off after the first flush.</summary>
    public async Task BreakOffAsync()
    {
        var context = Request("application/openmetrics-text;version=1.0.0");
        context.Response.Body = new BrokenStream();
        await Endpoint.WriteAsync(context);
    }

    /// <summary>A look at the numbers that no series' life depends on: it does not count as a scrape.</summary>
    public async Task<ParsedExposition> PeekAsync(ExpositionFormat format = ExpositionFormat.OpenMetrics)
    {
        using var body = new MemoryStream();
        await Registry.WriteAsync(PipeWriter.Create(body), format, TestContext.Current.CancellationToken);
        return ParsedExposition.Parse(Encoding.UTF8.GetString(body.ToArray()), format);
    }

    public static DefaultHttpContext Request(string accept, string method = "GET", string acceptEncoding = "")
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Headers.Accept = accept;
        context.Request.Headers.AcceptEncoding = acceptEncoding;
        return context;
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("gone");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("gone");

        public override Task FlushAsync(CancellationToken cancellationToken) => throw new IOException("gone");
    }
}
