using System.Net;
using System.Net.Http.Headers;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

/// <summary>The server's framing, spoken to with a bare HTTP/2 client.</summary>
public sealed class GrpcServerCallTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Echoes_every_message_and_ends_with_status_ok_in_the_trailers()
    {
        var (response, body) = await CallAsync(EchoAsync, [0, 0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0]);

        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.ToString());
        Assert.Equal([0, 0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0], body);
        Assert.Equal("0", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task A_thrown_status_reaches_the_client_with_its_message_percent_encoded()
    {
        var (response, body) = await CallAsync(_ => throw new GrpcException(GrpcCode.PermissionDenied, "100% nö"), [0, 0, 0, 0, 0]);

        Assert.Empty(body);
        Assert.Equal("7", response.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal("100%25 n%C3%B6", response.TrailingHeaders.GetValues("grpc-message").Single());
    }

    [Theory]
    [InlineData(new byte[] { 1, 0, 0, 0, 1, 9 }, GrpcCode.Unimplemented)] // compressed
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, GrpcCode.ResourceExhausted)] // claims 4 GiB
    [InlineData(new byte[] { 0, 0, 0, 0, 5, 1 }, GrpcCode.Internal)] // cut inside the message
    [InlineData(new byte[] { 0, 0, 0 }, GrpcCode.Internal)] // cut inside the prefix
    public async Task Bad_request_frames_end_the_call_with_a_status(byte[] request, GrpcCode expected)
    {
        var (response, _) = await CallAsync(EchoAsync, request);

        Assert.Equal(((int)expected).ToString(System.Globalization.CultureInfo.InvariantCulture), response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented_and_a_browser_gets_404()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpcFallback());
        using var client = new HttpClient();

        using var grpc = await client.SendAsync(Request(server, "/no.Such/Method", []), Stop);
        using var plain = await client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, $"http://{server.Address}/") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact }, Stop);

        Assert.Equal("12", grpc.TrailingHeaders.GetValues("grpc-status").Single());
        Assert.Equal(HttpStatusCode.NotFound, plain.StatusCode);
    }

    [Fact]
    public async Task The_clients_timeout_aborts_the_call()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpc(
            "/test.Test/Wait", call => Task.Delay(Timeout.Infinite, call.Aborted)));
        using var client = new HttpClient();
        using var request = Request(server, "/test.Test/Wait", []);
        request.Headers.Add("grpc-timeout", "20m");

        using var response = await client.SendAsync(request, Stop);

        Assert.Equal("4", response.TrailingHeaders.GetValues("grpc-status").Single());
    }

    private static async Task EchoAsync(GrpcServerCall call)
    {
        while (await call.ReadMessageAsync() is { } message)
        {
            await call.WriteAsync(message);
        }
    }

    private static async Task<(HttpResponseMessage Response, byte[] Body)> CallAsync(Func<GrpcServerCall, Task> serve, byte[] request)
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpc("/test.Test/Call", serve));
        using var client = new HttpClient();
        var response = await client.SendAsync(Request(server, "/test.Test/Call", request), Stop);
        return (response, await response.Content.ReadAsByteArrayAsync(Stop));
    }

    private static HttpRequestMessage Request(LoopbackServer server, string path, byte[] body) =>
        new(HttpMethod.Post, $"http://{server.Address}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
}
