using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Text;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>HTTP to the receivers of one sink: each attempt is bounded in time and size, goes only where it may, and ends in a
/// <see cref="Delivery"/> whose text holds no secret. Any thread.</summary>
internal sealed class OutboundClient : IDisposable
{
    /// <summary>Of an answer; what is longer says nothing that one line does not.</summary>
    public const int MaxAnswerBytes = 16 * 1024;

    /// <summary>Of the first line of a refusal, in the log.</summary>
    private const int ShownLength = 200;

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "windsock", typeof(OutboundClient).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly PeerTrust _trust;
    private readonly OutboundHeaders _headers;
    private readonly GuardedConnector _connector;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="options">Validated.</param>
    /// <param name="key">Of the group that holds the options: <c>alerts.slack.http</c>.</param>
    /// <param name="resolve">Null: the system's resolver.</param>
    public OutboundClient(OutboundOptions options, string key, TimeProvider time, HostResolver? resolve = null)
    {
        (_timeout, _time) = (options.Timeout, time);
        _trust = new PeerTrust(options, key);
        _headers = new OutboundHeaders(options, key);
        _connector = new GuardedConnector(options.AllowLinkLocal, resolve ?? GuardedConnector.Dns);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout,
            ConnectCallback = _connector.ConnectAsync,
            MaxResponseDrainSize = MaxAnswerBytes,
            MaxResponseHeadersLength = MaxAnswerBytes / 1024,

            // The name is resolved again, and certificates are read again, at least this often.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            SslOptions = _trust.Create(),
        });
    }

    /// <summary>One attempt.</summary>
    /// <param name="prepare">Makes the request, with the secrets as they are now.</param>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public Task<Delivery> PostAsync(Func<OutboundRequest> prepare, CancellationToken stop) => AttemptAsync(
        prepare,
        async (request, headers, redaction) =>
        {
            using var message = CreateMessage(HttpMethod.Post, request, headers);
            return await SendAsync(message, request, redaction, stop).ConfigureAwait(false);
        });

    /// <summary>Asks without a body (GET), with the same headers.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public Task<Delivery> GetAsync(Func<OutboundRequest> prepare, CancellationToken stop) => AttemptAsync(
        prepare,
        async (request, headers, redaction) =>
        {
            using var message = CreateMessage(HttpMethod.Get, request, headers);
            return await SendAsync(message, request, redaction, stop).ConfigureAwait(false);
        });

    /// <summary>Opens a connection, with TLS where the address asks for it, and closes it: the receiver hears nothing. Files of secrets are
    /// read all the same.</summary>
    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public Task<Delivery> ConnectAsync(Func<OutboundRequest> prepare, CancellationToken stop) => AttemptAsync(
        prepare, (request, _, redaction) => BoundedAsync(request, redaction, OpenAsync, stop));

    public void Dispose() => _invoker.Dispose();

    private async Task<Delivery> AttemptAsync(Func<OutboundRequest> prepare, Func<OutboundRequest, IReadOnlyList<OutboundHeader>, Redaction, Task<Delivery>> attempt)
    {
        try
        {
            var request = prepare();
            var headers = _headers.Read();
            return await attempt(request, headers, Redaction.Of(request.IsAddressSecret ? request.Address : null, [.. request.Secrets, .. headers.Select(header => header.Secret)])).ConfigureAwait(false);
        }
        catch (SecretException failure)
        {
            return Delivery.Retryable(failure.Message);
        }
    }

    private Task<Delivery> SendAsync(HttpRequestMessage message, OutboundRequest request, Redaction redaction, CancellationToken stop) => BoundedAsync(
        request,
        redaction,
        async (_, limit) =>
        {
            using var response = await _invoker.SendAsync(message, limit).ConfigureAwait(false);
            return await JudgeAsync(response, request, redaction, limit).ConfigureAwait(false);
        },
        stop);

    private async Task<Delivery> BoundedAsync(OutboundRequest request, Redaction redaction, Func<OutboundRequest, CancellationToken, Task<Delivery>> attempt, CancellationToken stop)
    {
        var host = ReceiverAddress.Shown(request.Address);
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stop);
        try
        {
            return await attempt(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Delivery.Retryable(string.Create(CultureInfo.InvariantCulture, $"{host} did not answer within {_timeout.TotalSeconds:0.#} s"));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or AuthenticationException or RefusedAddressException)
        {
            return Delivery.Retryable(PlainText.Line(redaction.Apply(TroubleText(failure, host)), 2 * ShownLength));
        }
    }

    private async Task<Delivery> OpenAsync(OutboundRequest request, CancellationToken limit)
    {
        var connection = await _connector.ConnectAsync(request.Address.IdnHost, request.Address.Port, limit).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            if (request.Address.Scheme == Uri.UriSchemeHttps)
            {
                var options = _trust.Create();
                options.TargetHost = request.Address.IdnHost;
                using var tls = new SslStream(connection, leaveInnerStreamOpen: true);
                await tls.AuthenticateAsClientAsync(options, limit).ConfigureAwait(false);
            }
        }

        return Delivery.Delivered;
    }

    private static HttpRequestMessage CreateMessage(HttpMethod method, OutboundRequest request, IReadOnlyList<OutboundHeader> headers)
    {
        var message = new HttpRequestMessage(method, request.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = method == HttpMethod.Get ? null : new ByteArrayContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } },
        };
        message.Headers.UserAgent.Add(UserAgent);
        foreach (var (name, value) in request.Headers.Concat(headers.Select(header => (header.Name, header.Value))))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private async Task<Delivery> JudgeAsync(HttpResponseMessage response, OutboundRequest request, Redaction redaction, CancellationToken limit)
    {
        var host = ReceiverAddress.Shown(request.Address);
        var status = (int)response.StatusCode;
        if (AnswerVerdict.IsRedirect(status))
        {
            return AnswerVerdict.Redirected(status, host, Target(response, request.Address, redaction), request.AddressKey);
        }

        if (AnswerVerdict.IsDelivered(status) && request.ReadAnswer is { } read)
        {
            var answer = await ReadAsync(response, limit).ConfigureAwait(false);
            return Delivery.Delivered with { Why = PlainText.Line(redaction.Apply(read(answer)), ShownLength) };
        }

        // Only a refusal is worth its words: they name the mistake. Those of a failure differ from attempt to attempt.
        var isRefusal = !AnswerVerdict.IsDelivered(status) && !AnswerVerdict.IsRetryable(status);
        var line = isRefusal ? await FirstLineAsync(response, redaction, limit).ConfigureAwait(false) : "";
        return AnswerVerdict.Of(status, host, AnswerVerdict.RetryAfter(response.Headers.RetryAfter, _time.GetUtcNow()), line, isRefusal ? request.Mend(status) : "");
    }

    private static async Task<string> FirstLineAsync(HttpResponseMessage response, Redaction redaction, CancellationToken limit)
    {
        var text = redaction.Apply(Encoding.UTF8.GetString(await ReadAsync(response, limit).ConfigureAwait(false)));
        var line = text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault("");
        return PlainText.Line(line, ShownLength);
    }

    /// <summary>The verdict stands whether the words come or not.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken limit)
    {
        var bytes = new byte[MaxAnswerBytes];
        try
        {
            using var body = await response.Content.ReadAsStreamAsync(limit).ConfigureAwait(false);
            var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, limit).ConfigureAwait(false);
            return bytes[..read];
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return [];
        }
    }

    private static string Target(HttpResponseMessage response, Uri from, Redaction redaction) =>
        response.Headers.Location is { IsAbsoluteUri: true } target && target.Host.Length > 0 && ReceiverAddress.Shown(target) != ReceiverAddress.Shown(from)
            ? PlainText.Line(redaction.Apply(ReceiverAddress.Shown(target)), ShownLength)
            : "another path";

    private string TroubleText(Exception failure, string host)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is RefusedAddressException or SecretException)
            {
                return cause.Message;
            }
        }

        var words = failure.GetBaseException().Message;
        return failure switch
        {
            AuthenticationException => $"{host}: TLS failed: {words} (trusted: {_trust.Origin})",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"{host}: its name cannot be resolved: {words}",
            HttpRequestException { HttpRequestError: var error } => HttpTroubleText(error, host, words),
            _ => $"{host}: the connection failed: {words}",
        };
    }

    private string HttpTroubleText(HttpRequestError error, string host, string words) => error switch
    {
        HttpRequestError.NameResolutionError => $"{host}: its name cannot be resolved: {words}",
        HttpRequestError.SecureConnectionError => $"{host}: TLS failed: {words} (trusted: {_trust.Origin})",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => $"{host}: what it says is not HTTP: {words}",
        HttpRequestError.ResponseEnded => $"{host} hung up before it had answered",
        HttpRequestError.ConfigurationLimitExceeded => $"{host} answered with headers longer than {MaxAnswerBytes / 1024} KiB",
        _ => $"{host}: the connection failed: {words}",
    };
}
