using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Cluster.Watching;

namespace Windsock.FlowCollector.Cluster.Api;

/// <summary>Sends requests to the API server and turns every failure to be expected into an <see cref="ApiException"/>. Shared
/// by the watches; over HTTP/2 they share one connection.</summary>
internal sealed class KubernetesApi : IDisposable
{
    private const int MaxErrorBody = 16 * 1024;

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "windsock", typeof(KubernetesApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly ApiAccess _access;
    private ApiConnection _connection;

    public KubernetesApi(ApiAccess access)
    {
        _access = access;
        _connection = new ApiConnection(access, null);
    }

    /// <summary>Where credentials come from, for error texts.</summary>
    public string CredentialOrigin => _access.Credential.Origin;

    public string Server => _access.Server.GetLeftPart(UriPartial.Authority);

    /// <summary>The answer with status 200 and its body not yet read; the caller disposes it. A 401 is tried once more with a
    /// credential read anew.</summary>
    /// <param name="request">Verb and resource, for messages.</param>
    /// <exception cref="ApiException">Anything but 200.</exception>
    /// <exception cref="OperationCanceledException">The deadline has passed, or a stop was asked for.</exception>
    public async Task<HttpResponseMessage> GetAsync(string path, string accept, string request, IdleDeadline deadline)
    {
        var response = await SendTwiceAsync(path, accept, null, request, deadline).ConfigureAwait(false);
        return response.StatusCode == HttpStatusCode.OK ? response : throw await FailureAsync(response, request, deadline).ConfigureAwait(false);
    }

    /// <summary>Creates an object (POST).</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="ApiException">Anything but 200, 201 and 202.</exception>
    /// <exception cref="OperationCanceledException">The deadline has passed, or a stop was asked for.</exception>
    public async Task CreateAsync(string path, ReadOnlyMemory<byte> json, string request, IdleDeadline deadline)
    {
        var response = await PostAsync(path, json, request, deadline).ConfigureAwait(false);
        response.Dispose();
    }

    /// <summary>Sends an object (POST) and gives the answer with its body not yet read; the caller disposes it.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="ApiException">Anything but success.</exception>
    /// <exception cref="OperationCanceledException">The deadline has passed, or a stop was asked for.</exception>
    public async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> json, string request, IdleDeadline deadline)
    {
        var response = await SendTwiceAsync(path, "application/json", json, request, deadline).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? response : throw await FailureAsync(response, request, deadline).ConfigureAwait(false);
    }

    /// <summary>The next request opens a new connection: the present one may be half-open. Streams on it run to their end.</summary>
    public void Renew()
    {
        var current = Volatile.Read(ref _connection);
        Replace(current, current.Certificate);
    }

    public void Dispose() => _connection.Dispose();

    private async Task<HttpResponseMessage> SendTwiceAsync(string path, string accept, ReadOnlyMemory<byte>? json, string request, IdleDeadline deadline)
    {
        var response = await SendAsync(path, accept, json, request, deadline).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        response.Dispose();
        return await SendAsync(path, accept, json, request, deadline).ConfigureAwait(false);
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage response, string request, IdleDeadline deadline)
    {
        using (response)
        {
            var body = await ReadBeginningAsync(response, deadline).ConfigureAwait(false);
            return ApiFailures.FromAnswer(response.StatusCode, response.Headers.RetryAfter, body, request);
        }
    }

    /// <param name="json">Null: a GET.</param>
    private async Task<HttpResponseMessage> SendAsync(string path, string accept, ReadOnlyMemory<byte>? json, string request, IdleDeadline deadline)
    {
        var credential = await GetCredentialAsync(deadline).ConfigureAwait(false);
        using var message = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, new Uri(_access.Server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = json is { } body ? new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } : null,
        };
        message.Headers.TryAddWithoutValidation("Accept", accept);
        message.Headers.UserAgent.Add(UserAgent);
        if (credential.Token is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + credential.Token);
        }

        if (_access.ServerName.Length > 0)
        {
            // SocketsHttpHandler takes the name of the TLS handshake from here.
            message.Headers.Host = _access.ServerName;
        }

        try
        {
            deadline.Start();
            var response = await ConnectionFor(credential).SendAsync(message, deadline.Token).ConfigureAwait(false);
            deadline.Pause();
            if (response.StatusCode == HttpStatusCode.Unauthorized)
            {
                _access.Credential.Reject(credential);
            }

            return response;
        }
        catch (HttpRequestException failure)
        {
            throw new ApiException(WatchError.Connection, $"{request}: {ConnectionText(failure)}", failure);
        }
    }

    private async ValueTask<ApiCredential> GetCredentialAsync(IdleDeadline deadline)
    {
        try
        {
            return await _access.Credential.GetAsync(deadline.Stop).ConfigureAwait(false);
        }
        catch (CredentialException failure)
        {
            throw new ApiException(WatchError.Credential, failure.Message, failure);
        }
    }

    /// <summary>A client certificate belongs to a connection: a new one needs a new connection. Streams still open on the old one
    /// run to their end.</summary>
    private ApiConnection ConnectionFor(ApiCredential credential)
    {
        var current = Volatile.Read(ref _connection);
        return ReferenceEquals(current.Certificate, credential.Certificate) ? current : Replace(current, credential.Certificate);
    }

    private ApiConnection Replace(ApiConnection current, X509Certificate2? certificate)
    {
        var fresh = new ApiConnection(_access, certificate);
        if (Interlocked.CompareExchange(ref _connection, fresh, current) == current)
        {
            current.Dispose();
            return fresh;
        }

        fresh.Dispose();
        return Volatile.Read(ref _connection);
    }

    private string ConnectionText(HttpRequestException failure)
    {
        var cause = failure.GetBaseException().Message;
        return failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => $"the name of {Server} cannot be resolved: {cause}",
            HttpRequestError.SecureConnectionError =>
                $"TLS with {Server} failed: {cause} (trusted: {_access.Roots?.Origin ?? "the roots of the system"})",
            _ => $"no connection to {Server}: {cause}",
        };
    }

    private static async Task<byte[]> ReadBeginningAsync(HttpResponseMessage response, IdleDeadline deadline)
    {
        var body = new byte[MaxErrorBody];
        try
        {
            deadline.Start();
            var stream = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline.Token).ConfigureAwait(false);
            deadline.Pause();
            return body[..length];
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return [];
        }
    }
}
