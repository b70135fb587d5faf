using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.FlowCollector.MeshMetrics.Targets;

namespace Windsock.FlowCollector.MeshMetrics.Scraping;

/// <summary>Fetches the pages of proxies. A page is read as it comes and never held; each fetch is bounded in time and size and ends in an
/// outcome instead of an exception. Any thread.</summary>
internal sealed class ProxyPages : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private const string Accepted = "text/plain;version=0.0.4";

    private readonly MeshMetricsOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="options">Validated.</param>
    public ProxyPages(MeshMetricsOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // Whatever a pod answers, nothing but the pod itself is asked, and nothing is unpacked.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 16,
            ResponseDrainTimeout = TimeSpan.Zero,

            // One connection for many looks: each one is a flow that Hubble shows on the pod.
            PooledConnectionIdleTimeout = options.Interval * 3,
        });
    }

    /// <param name="parser">Takes the page; not to be used again when the answer is not ok.</param>
    /// <returns>How it ended, and the detail of it for people: a status, a type, the words of the network.</returns>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<(ScrapeOutcome Outcome, string Detail)> ReadAsync(MeshPod pod, ExpositionParser parser, CancellationToken stop)
    {
        using var timer = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(pod)) { Version = HttpVersion.Version11 };
            message.Headers.TryAddWithoutValidation("Accept", Accepted);
            using var response = await _invoker.SendAsync(message, either.Token).ConfigureAwait(false);
            return Refusal(response) ?? await ReadAsync(response, parser, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (ScrapeOutcome.Timeout, $"not complete after {_options.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return (ScrapeOutcome.Unreachable, failure.GetBaseException().Message);
        }
    }

    public void Dispose() => _invoker.Dispose();

    private Uri AddressOf(MeshPod pod)
    {
        var host = pod.Ip.IsIPv4 ? pod.Ip.ToString() : $"[{pod.Ip}]";
        return new Uri($"http://{host}:{_options.Port}{(pod.Proxy == TargetKind.Ztunnel ? "/metrics" : "/stats/prometheus")}");
    }

    private (ScrapeOutcome Outcome, string Detail)? Refusal(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return (ScrapeOutcome.Refused, $"status {(int)response.StatusCode}");
        }

        var headers = response.Content.Headers;
        if (headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            return (ScrapeOutcome.NotMetrics, "it is compressed, which was not asked for");
        }

        if (!IsText(headers.ContentType))
        {
            return (ScrapeOutcome.NotMetrics, "it is not text/plain or application/openmetrics-text");
        }

        // A page that ends when the connection does may have been cut off, and what it lacks would be taken for gone.
        if (headers.ContentLength is null && response.Headers.TransferEncodingChunked != true)
        {
            return (ScrapeOutcome.NotMetrics, "it does not say where it ends");
        }

        return headers.ContentLength > _options.ResponseLimitBytes ? TooLong() : null;
    }

    private static bool IsText(MediaTypeHeaderValue? type) => type?.MediaType is { } name
        && (name.Equals("text/plain", StringComparison.OrdinalIgnoreCase) || name.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase));

    private (ScrapeOutcome Outcome, string Detail) TooLong() =>
        (ScrapeOutcome.TooLong, $"it is longer than {_options.ResponseLimitBytes} bytes (istio.metrics.responseLimitBytes)");

    private async Task<(ScrapeOutcome Outcome, string Detail)> ReadAsync(HttpResponseMessage response, ExpositionParser parser, CancellationToken limit)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
            var total = 0L;
            int read;
            while ((read = await body.ReadAsync(buffer, limit).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > _options.ResponseLimitBytes)
                {
                    return TooLong();
                }

                parser.Take(buffer.AsSpan(0, read));
            }

            parser.End();
            return (ScrapeOutcome.Ok, "");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
