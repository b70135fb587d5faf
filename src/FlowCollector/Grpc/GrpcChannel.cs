using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Reflection;

namespace Windsock.FlowCollector.Grpc;

/// <summary>One HTTP/2 connection to a gRPC server, made at the first call. Short calls first, then one stream: from then on reads
/// are paced. A broken channel is disposed and replaced.</summary>
internal sealed class GrpcChannel : IDisposable
{
    /// <summary>What may be under way while we do not read. More only costs memory when the agent is behind; less makes the
    /// server wait for window updates (one per eighth of it).</summary>
    private const int StreamWindowBytes = 4 * 1024 * 1024;

    /// <summary>Hubble's server takes gRPC's defaults: it closes a connection that pings more often than every five minutes while
    /// no data flows. Dead TCP peers are found much earlier by the kernel (<see cref="GrpcConnector"/>); this finds a server
    /// that hangs while its kernel lives.</summary>
    private static readonly TimeSpan PingAfterSilence = TimeSpan.FromSeconds(310);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private static readonly string UserAgent =
        $"windsock/{typeof(GrpcChannel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}";

    private readonly GrpcChannelOptions _options;
    private readonly GrpcFaults _faults;
    private readonly GrpcConnector _connector;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;

    public GrpcChannel(GrpcChannelOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _faults = new GrpcFaults(options);
        _connector = new GrpcConnector(options, time);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = _connector.ConnectAsync,
            ConnectTimeout = ConnectTimeout,
            InitialHttp2StreamWindowSize = StreamWindowBytes,
            KeepAlivePingDelay = PingAfterSilence,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            MaxResponseHeadersLength = 32,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>One request, one answer.</summary>
    /// <param name="method"><c>/package.Service/Method</c>.</param>
    /// <exception cref="GrpcException">The call failed; the message says what to do.</exception>
    public async Task<byte[]> CallAsync(string method, ReadOnlyMemory<byte> request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await using var reader = await SendAsync(method, request, timeout, either.Token);
            byte[]? answer = null;
            do
            {
                while (reader.TryRead(out var message))
                {
                    answer ??= message.ToArray();
                }
            }
            while (await reader.ReadAsync(either.Token));
            return answer ?? throw new GrpcException(
                GrpcCode.Internal, $"{_options.Address} answered {method} without a message (or with one that is compressed or over the limit)");
        }
        catch (OperationCanceledException failure) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(
                GrpcCode.DeadlineExceeded, $"{_options.Address} did not answer {method} within {timeout.TotalSeconds:0.#} s", failure);
        }
    }

    /// <summary>One request, a stream of answers. Completes when the server sends its headers, which many servers do not before
    /// the first message.</summary>
    /// <exception cref="GrpcException">The call failed; the message says what to do.</exception>
    public Task<GrpcStreamReader> OpenAsync(string method, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        _connector.StartPacing();
        return SendAsync(method, request, null, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<GrpcStreamReader> SendAsync(
        string method, ReadOnlyMemory<byte> request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(CreateRequest(method, request, timeout), cancellationToken);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw _faults.FromTransport(failure);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new GrpcException(
                GrpcCode.Unavailable,
                $"no connection to {_options.Address} within {ConnectTimeout.TotalSeconds:0} s: check {_options.Section}.address and the network policies between",
                failure);
        }

        try
        {
            _faults.ThrowUnlessAccepted(response);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new GrpcStreamReader(response, body, _options.MessageLimitBytes, _faults);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private HttpRequestMessage CreateRequest(string method, ReadOnlyMemory<byte> message, TimeSpan? timeout)
    {
        var framed = new byte[GrpcFrame.PrefixLength + message.Length];
        GrpcFrame.WritePrefix(framed, message.Length);
        message.Span.CopyTo(framed.AsSpan(GrpcFrame.PrefixLength));
        var scheme = _options.Tls.IsEnabled ? "https" : "http";
        var request = new HttpRequestMessage(HttpMethod.Post, $"{scheme}://{_options.Address.Authority}{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(framed) { Headers = { ContentType = new MediaTypeHeaderValue(GrpcStatus.ContentType) } },
        };
        request.Headers.TryAddWithoutValidation("te", "trailers");
        request.Headers.TryAddWithoutValidation("user-agent", UserAgent);
        if (timeout is { } limit)
        {
            request.Headers.TryAddWithoutValidation("grpc-timeout", GrpcStatus.FormatTimeout(limit));
        }

        return request;
    }
}
