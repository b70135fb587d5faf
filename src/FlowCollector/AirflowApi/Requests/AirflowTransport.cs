using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Windsock.FlowCollector.Cluster.Access;

namespace Windsock.FlowCollector.AirflowApi.Requests;

/// <summary>HTTP to one Airflow: each exchange is bounded in time and size, and ends in an outcome instead of an exception.</summary>
internal sealed class AirflowTransport : IDisposable
{
    /// <summary>A task instance is 2 KiB, a DAG or task rarely over 20.</summary>
    public const int MaxAnswerBytes = 256 * 1024;

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "windsock", typeof(AirflowTransport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly Uri _root;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly TrustedRoots? _roots;
    private readonly HttpMessageInvoker _invoker;

    /// <param name="options">Validated.</param>
    public AirflowTransport(AirflowApiOptions options, TimeProvider time)
    {
        _root = new Uri(options.BaseUrl.TrimEnd('/') + "/");
        _timeout = options.Timeout;
        _time = time;
        _roots = options.CaFile.Length > 0 ? new TrustedRoots(SecretText.File(options.CaFile)) : null;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // A redirect would carry the credential to wherever it points.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, server, chain, errors) => IsTrusted(server as X509Certificate2, chain, errors),
            },
        });
    }

    public string Server => _root.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <exception cref="OperationCanceledException">A stop was asked for.</exception>
    public async Task<RawReply> SendAsync(string path, string? authorization, byte[]? json, Deadline deadline)
    {
        using var timer = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, deadline.Token);
        try
        {
            using var message = CreateMessage(path, authorization, json);
            using var response = await _invoker.SendAsync(message, either.Token).ConfigureAwait(false);
            return await ReadAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!deadline.Stop.IsCancellationRequested)
        {
            return RawReply.Without(RequestOutcome.Timeout, "");
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return RawReply.Without(RequestOutcome.Unreadable, $"it is longer than {MaxAnswerBytes / 1024} KiB");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return RawReply.Without(RequestOutcome.Unreachable, ConnectionText(failure));
        }
    }

    public void Dispose() => _invoker.Dispose();

    private HttpRequestMessage CreateMessage(string path, string? authorization, byte[]? json)
    {
        var message = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_root, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.UserAgent.Add(UserAgent);
        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (json is not null)
        {
            message.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return message;
    }

    private async Task<RawReply> ReadAsync(HttpResponseMessage response, CancellationToken limit)
    {
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
        {
            await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, limit).ConfigureAwait(false);
            return new RawReply(RequestOutcome.Ok, status, await response.Content.ReadAsByteArrayAsync(limit).ConfigureAwait(false));
        }

        return new RawReply(OutcomeOf(status), status, [], RetryAfter(response), status is >= 300 and < 400 ? Target(response) : "");
    }

    private static RequestOutcome OutcomeOf(int status) => status switch
    {
        401 => RequestOutcome.Unauthorized,
        403 => RequestOutcome.Forbidden,
        404 => RequestOutcome.NotFound,
        429 => RequestOutcome.RateLimited,
        >= 300 and < 400 => RequestOutcome.Redirected,
        >= 400 and < 500 => RequestOutcome.Rejected,
        >= 500 => RequestOutcome.ServerError,
        _ => RequestOutcome.Unreadable,
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
            || (response.Headers.RetryAfter?.Delta ?? response.Headers.RetryAfter?.Date - _time.GetUtcNow()) is not { } asked
            || asked <= TimeSpan.Zero)
        {
            return null;
        }

        return asked < LongestRetryAfter ? asked : LongestRetryAfter;
    }

    private static string Target(HttpResponseMessage response) =>
        response.Headers.Location is { IsAbsoluteUri: true, Host: { Length: > 0 and < 100 } host } ? host : "another path";

    private bool IsTrusted(X509Certificate2? server, X509Chain? presented, SslPolicyErrors errors) =>
        _roots is null || server is null
            ? errors == SslPolicyErrors.None

            // The chain is judged by our own roots, the name by the platform.
            : (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && _roots.Trusts(server, presented);

    private string ConnectionText(Exception failure)
    {
        var cause = failure.GetBaseException().Message;
        return (failure as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"its name cannot be resolved: {cause}",
            HttpRequestError.SecureConnectionError => $"TLS failed: {cause} (trusted: {_roots?.Origin ?? "the roots of the system"})",
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError => $"what it says is not HTTP: {cause}",
            HttpRequestError.ResponseEnded => $"it hung up before it had answered: {cause}",
            _ => $"no connection: {cause}",
        };
    }
}
