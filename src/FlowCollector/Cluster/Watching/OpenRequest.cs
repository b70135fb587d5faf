using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Json;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>An open list or watch: the answer, its objects and the deadline for silence. Turns what can break while reading into
/// <see cref="ApiException"/>.</summary>
internal sealed class OpenRequest : IDisposable
{
    /// <summary>What surrounds the items of a list is a few hundred bytes.</summary>
    private const int MaxEnvelopeBytes = 1024 * 1024;

    private readonly string _request;
    private readonly IdleDeadline _deadline;
    private readonly HttpResponseMessage _response;
    private readonly CancellationToken _stop;

    private OpenRequest(string request, IdleDeadline deadline, HttpResponseMessage response, JsonObjectStream objects, CancellationToken stop)
    {
        _request = request;
        _deadline = deadline;
        _response = response;
        Objects = objects;
        _stop = stop;
    }

    public JsonObjectStream Objects { get; }

    /// <exception cref="ApiException">The server could not be asked, or refused.</exception>
    public static async Task<OpenRequest> SendAsync(
        KubernetesApi api, string path, string accept, string request, SplitShape shape, int maxObjectBytes, IdleDeadline deadline,
        CancellationToken stop)
    {
        try
        {
            var response = await api.GetAsync(path, accept, request, deadline).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
            var objects = new JsonObjectStream(stream, new ObjectSplitter(shape, maxObjectBytes, MaxEnvelopeBytes));
            return new OpenRequest(request, deadline, response, objects, stop);
        }
        catch (Exception failure) when (Translate(failure, request, deadline, stop) is { } known)
        {
            throw known;
        }
    }

    /// <returns>Object, Oversized or End.</returns>
    /// <exception cref="ApiException">The connection broke or fell silent, or the text is not what the API promises.</exception>
    public async ValueTask<StreamStep> ReadAsync()
    {
        StreamStep step;
        try
        {
            step = await Objects.ReadAsync(_deadline, _stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (Translate(failure, _request, _deadline, _stop) is { } known)
        {
            throw known;
        }

        return step switch
        {
            StreamStep.Truncated => throw new ApiException(WatchError.Connection, $"{_request}: the connection ended in the middle of an object"),
            StreamStep.Malformed => throw new ApiException(WatchError.Unreadable, $"{_request}: the answer is not the JSON that the API promises"),
            _ => step,
        };
    }

    public void Dispose()
    {
        Objects.Dispose();
        _response.Dispose();
    }

    private static ApiException? Translate(Exception failure, string request, IdleDeadline deadline, CancellationToken stop) => failure switch
    {
        OperationCanceledException when stop.IsCancellationRequested => null,
        OperationCanceledException when deadline.HasExpired => new ApiException(WatchError.Idle, $"{request}: the server fell silent", failure),
        OperationCanceledException or ObjectDisposedException => new ApiException(WatchError.Connection, $"{request}: no connection in time", failure),
        IOException or HttpRequestException =>
            new ApiException(WatchError.Connection, $"{request}: the connection broke: {failure.GetBaseException().Message}", failure),
        _ => null,
    };
}
