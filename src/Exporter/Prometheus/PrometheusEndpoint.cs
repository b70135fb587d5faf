using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Prometheus;

/// <summary>Answers <c>GET /metrics</c>. At most two responses at a time: Prometheus servers come in pairs, and more readers at
/// once are a mistake that must not cost the data path its processor.</summary>
public sealed class PrometheusEndpoint
{
    internal const int MaxConcurrent = 2;

    private readonly MetricRegistry _registry;
    private readonly PrometheusOptions _options;
    private readonly TimeProvider _time;
    private int _running;
    private LastScrape? _lastScrape;

    public PrometheusEndpoint(MetricRegistry registry, PrometheusOptions options, TimeProvider time)
    {
        _registry = registry;
        _options = options;
        _time = time;
    }

    /// <summary>The last scrape that was answered completely; null before the first. Any thread.</summary>
    public LastScrape? LastScrape => Volatile.Read(ref _lastScrape);

    /// <summary>Writes the whole answer, headers included; fits a <see cref="RequestDelegate"/>. 200 with the metrics, 405 for
    /// anything but GET and HEAD, 503 when two scrapes are running. A response that breaks off is aborted on the connection, so
    /// that no reader takes it for complete.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return;
        }

        var format = ExpositionNegotiation.ChooseFormat(context.Request.Headers.Accept);
        var isGzip = ExpositionNegotiation.ChoosesGzip(context.Request.Headers.AcceptEncoding);
        if (HttpMethods.IsHead(context.Request.Method))
        {
            SetHeaders(context.Response, format, isGzip);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _running) > MaxConcurrent)
            {
                await RejectAsync(context.Response);
                return;
            }

            SetHeaders(context.Response, format, isGzip);
            await ScrapeAsync(context, format, isGzip);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static void SetHeaders(HttpResponse response, ExpositionFormat format, bool isGzip)
    {
        response.ContentType = ExpositionNegotiation.ContentTypeOf(format);
        response.Headers[HeaderNames.Vary] = "Accept, Accept-Encoding";
        if (isGzip)
        {
            response.Headers.ContentEncoding = "gzip";
        }
    }

    private async Task ScrapeAsync(HttpContext context, ExpositionFormat format, bool isGzip)
    {
        var began = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(_options.ScrapeTimeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        try
        {
            var stamp = _registry.BeginScrape(format);
            var bytes = isGzip
                ? await WriteGzipAsync(context, format, stop.Token)
                : await _registry.WriteAsync(context.Response.BodyWriter, format, stop.Token);
            await context.Response.CompleteAsync();

            // Kestrel swallows writes to a connection that is gone; only this token tells.
            stop.Token.ThrowIfCancellationRequested();
            _registry.CompleteScrape(stamp);
            Volatile.Write(ref _lastScrape, new LastScrape(_time.GetUtcNow(), LastScrape.Cut(context.Request.Headers.UserAgent.ToString())));
            _registry.Ledger.CountComplete(_time.GetElapsedTime(began), bytes);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            _registry.Ledger.CountAborted();
            context.Abort();
        }
        catch (Exception)
        {
            _registry.Ledger.CountFailed();
            throw;
        }
    }

    private async Task<long> WriteGzipAsync(HttpContext context, ExpositionFormat format, CancellationToken stop)
    {
        // Fastest: labels repeat so much that more effort buys little.
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        try
        {
            var output = PipeWriter.Create(gzip, new StreamPipeWriterOptions(minimumBufferSize: 64 * 1024, leaveOpen: true));
            var bytes = await _registry.WriteAsync(output, format, stop);
            await output.CompleteAsync();
            return bytes;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            // Before the stream is closed: its trailer would make a broken response look whole.
            context.Abort();
            throw;
        }
    }

    private async Task RejectAsync(HttpResponse response)
    {
        _registry.Ledger.CountRejected();
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = "1";
        response.ContentType = "text/plain; charset=utf-8";
        await response.WriteAsync($"{MaxConcurrent} scrapes are running, which is the limit; try again in a second.\n");
    }
}
