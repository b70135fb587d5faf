using System.Net;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>Takes the exporter's request instead of a server and keeps its body: the exporter writes OTLP, the agent's own client sends it.
/// One writer and one reader.</summary>
internal sealed class RequestTray : HttpMessageHandler
{
    private volatile TaskCompletionSource<byte[]> _next = Empty();

    /// <summary>Completes with the body of the request that comes next.</summary>
    public Task<byte[]> Next => _next.Task;

    /// <summary>Waits for another one.</summary>
    public void Clear() => _next = Empty();

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var content = request.Content!.ReadAsStream(cancellationToken);
        var body = new byte[content.Length];
        content.ReadExactly(body);
        _next.TrySetResult(body);
        return new HttpResponseMessage(HttpStatusCode.OK);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(Send(request, cancellationToken));

    private static TaskCompletionSource<byte[]> Empty() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
