using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

public sealed class GrpcListenerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NotingMethod _method = new();
    private readonly GrpcServerCounts _counts = new();
    private readonly GrpcServerOptions _options = new() { MessageLimitBytes = 100_000 };
    private readonly HttpClient _client = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });
    private GrpcListener? _listener;

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await (_listener?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task A_call_is_answered_and_its_status_travels_in_the_trailers()
    {
        using var answer = await PostAsync(NotingMethod.Name, [.. Frames.Of("one"), .. Frames.Of("two")]);

        Assert.Equal(Frames.Of([2]), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal("0", Trailer(answer, "grpc-status"));
        Assert.Equal("application/grpc", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(["one", "two"], _method.Messages);
    }

    [Theory]
    [InlineData("/test.Notes/Other", "12")]
    [InlineData("/", "12")]
    public async Task A_method_that_does_not_exist_is_unimplemented(string path, string expected)
    {
        using var answer = await PostAsync(path, Frames.Of("one"));

        Assert.Equal((expected, 1), (Trailer(answer, "grpc-status"), (int)_counts.Refused.Value));
    }

    [Fact]
    public async Task What_is_not_grpc_is_refused_as_http()
    {
        using var answer = await PostAsync(NotingMethod.Name, Frames.Of("one"), "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(0, _method.Begun);
    }

    [Fact]
    public async Task A_message_over_the_limit_closes_its_stream_and_no_other()
    {
        using var refused = await PostAsync(NotingMethod.Name, Frames.Of(new byte[100_001]));
        using var accepted = await PostAsync(NotingMethod.Name, Frames.Of(new byte[100_000]));

        Assert.Equal(("8", "0"), (Trailer(refused, "grpc-status"), Trailer(accepted, "grpc-status")));
        Assert.Equal(1, _counts.Oversized.Value);
        await HoldsNothingAsync();
    }

    [Fact]
    public async Task A_call_may_end_itself_and_say_why()
    {
        using var answer = await PostAsync(NotingMethod.Name, [.. Frames.Of("stop"), .. Frames.Of("after")]);

        Assert.Equal(("9", "100 %25 enough"), (Trailer(answer, "grpc-status"), Trailer(answer, "grpc-message")));
        Assert.Equal(["stop"], _method.Messages);
    }

    [Fact]
    public async Task Bytes_that_end_inside_a_message_are_an_error_of_the_client()
    {
        using var answer = await PostAsync(NotingMethod.Name, [.. Frames.Of("one"), 0, 0, 0]);

        Assert.Equal(("13", 1), (Trailer(answer, "grpc-status"), (int)_counts.Broken.Value));
    }

    [Fact]
    public async Task A_client_that_speaks_http_1_is_turned_away_and_the_server_goes_on()
    {
        var listener = await ListenAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(listener.Address, TestContext.Current.CancellationToken);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /test.Notes/Take HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"), TestContext.Current.CancellationToken);
        var said = await new StreamReader(stream, Encoding.Latin1).ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        using var answer = await PostAsync(NotingMethod.Name, Frames.Of("one"));

        Assert.Contains("HTTP/2", said, StringComparison.Ordinal);
        Assert.Equal("0", Trailer(answer, "grpc-status"));
    }

    [Fact]
    public async Task A_thousand_streams_at_a_time_are_served_and_forgotten()
    {
        const int Streams = 1_000;
        await ListenAsync();
        using var gate = new StreamGate();
        var answers = Enumerable.Range(0, Streams).Select(_ => SendAsync(NotingMethod.Name, new GatedBody(Frames.Of("first"), gate.Opened, Frames.Of("last")), cancellation: TestContext.Current.CancellationToken)).ToArray();
        await Eventually.HoldsAsync(() => Task.FromResult(_method.Messages.Count == Streams), Patience, "the first message of every stream");

        Assert.Equal(Streams, _counts.Calls.Value - _counts.Ended.Value);
        gate.Open();
        foreach (var answer in await Task.WhenAll(answers).WaitAsync(Patience, TestContext.Current.CancellationToken))
        {
            Assert.Equal("0", await TrailerAfterBodyAsync(answer));
            answer.Dispose();
        }

        await Eventually.HoldsAsync(() => Task.FromResult(_counts.Calls.Value == _counts.Ended.Value), Patience, "the end of every call");
        Assert.Equal((Streams * 2, Streams), (_method.Messages.Count, _method.Finished));
        await HoldsNothingAsync();
    }

    [Fact]
    public async Task A_stream_that_its_client_cancels_is_over_and_counted()
    {
        await ListenAsync();
        using var gate = new StreamGate();
        using var cancel = new CancellationTokenSource();
        var half = Frames.Of("never whole")[..8];
        var call = SendAsync(NotingMethod.Name, new GatedBody([.. Frames.Of("first"), .. half], gate.Opened, []), cancellation: cancel.Token);
        await Eventually.HoldsAsync(() => Task.FromResult(_method.Messages.Count == 1), Patience, "the first message");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await Eventually.HoldsAsync(() => Task.FromResult(_counts.Ended.Value == 1), Patience, "the end of the call");
        Assert.Equal((1, 0), (_counts.Broken.Value, _method.Finished));
        await HoldsNothingAsync();
    }

    [Fact]
    public async Task A_server_that_stops_cuts_its_streams_at_once()
    {
        var listener = await ListenAsync();
        using var gate = new StreamGate();
        var call = SendAsync(NotingMethod.Name, new GatedBody(Frames.Of("first"), gate.Opened, []), cancellation: TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Task.FromResult(_method.Messages.Count == 1), Patience, "the first message");

        await listener.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        // The client says the one or the other: its body is given up, or its answer does not come.
        var failure = await Record.ExceptionAsync(() => call.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.True(failure is HttpRequestException or OperationCanceledException, $"{failure}");
        Assert.Equal(_counts.Calls.Value, _counts.Ended.Value);
    }

    private GrpcEndpoint? Endpoint { get; set; }

    private Task HoldsNothingAsync() => Eventually.HoldsAsync(() => Task.FromResult(Endpoint!.HeldNow == 0), Patience, "nothing held");

    private async Task<GrpcListener> ListenAsync()
    {
        Endpoint ??= new GrpcEndpoint([_method], _options, _counts);
        return _listener ??= await GrpcListener.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), Endpoint, _options, null, TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string contentType = "application/grpc")
    {
        await ListenAsync();
        var answer = await SendAsync(path, new ByteArrayContent(body), contentType, TestContext.Current.CancellationToken);
        await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return answer;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, HttpContent body, string contentType = "application/grpc", CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{_listener!.Address}{path}"))
        {
            Content = body,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        body.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task<string> TrailerAfterBodyAsync(HttpResponseMessage answer)
    {
        await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
        return Trailer(answer, "grpc-status");
    }

    private static string Trailer(HttpResponseMessage answer, string name) =>
        (answer.TrailingHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values)) ? values.Single() : "";
}
