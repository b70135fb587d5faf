using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class GrpcChannelTests
{
    private const string Method = "/test.Test/Call";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_unary_call_brings_the_answer_over_unix_socket_and_tcp(bool overUnix)
    {
        IHeaderDictionary? headers = null;
        Action<IEndpointRouteBuilder> map = routes => routes.MapGrpc(Method, async call =>
        {
            headers = call.Context.Request.Headers;
            await call.WriteAsync(await call.ReadMessageAsync());
        });
        await using var server = overUnix ? await LoopbackServer.OnUnixSocketAsync(map) : await LoopbackServer.OnTcpAsync(map);

        var answer = await CallAsync(server.Address, [1, 2, 3]);

        Assert.Equal([1, 2, 3], answer);
        Assert.Equal("trailers", headers!.TE.ToString());
        Assert.StartsWith("windsock/", headers.UserAgent.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("m", headers["grpc-timeout"].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GrpcCode.Unimplemented, "does not know this service (why): set hubble.address")]
    [InlineData(GrpcCode.Unauthenticated, "refuses this client (why): it asks for mutual TLS; set hubble.tls.certFile")]
    [InlineData(GrpcCode.PermissionDenied, "set hubble.tls.certFile")]
    [InlineData(GrpcCode.Unavailable, "is not available (why): check that the Cilium agent")]
    [InlineData(GrpcCode.ResourceExhausted, "ended the call with ResourceExhausted (why)")]
    public async Task A_status_of_the_server_becomes_a_line_that_says_what_to_do(GrpcCode code, string expected)
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpc(Method, _ => throw new GrpcException(code, "why")));

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(server.Address, []));

        Assert.Equal(code, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public async Task A_status_in_the_headers_alone_is_understood()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapPost(Method, context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers["grpc-status"] = "16";
            context.Response.Headers["grpc-message"] = "no%20token";
            return Task.CompletedTask;
        }));

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(server.Address, []));

        Assert.Equal(GrpcCode.Unauthenticated, failure.Code);
        Assert.Contains("(no token)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "text/plain", GrpcCode.Unavailable, "HTTP 503")]
    [InlineData(404, "text/html", GrpcCode.Unimplemented, "HTTP 404")]
    [InlineData(200, "text/html", GrpcCode.Unknown, "answers with content type 'text/html', not gRPC")]
    public async Task A_web_server_is_not_taken_for_gRPC(int status, string contentType, GrpcCode code, string expected)
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapPost(Method, context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            return context.Response.WriteAsync("<html>");
        }));

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(server.Address, []));

        Assert.Equal(code, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http1_server_on_the_port_is_named()
    {
        await using var server = await LoopbackServer.OnTcpAsync(_ => { }, protocols: HttpProtocols.Http1);

        await AssertFailsAsync(server.Address, GrpcCode.Unavailable, "speaks HTTP/1.1 only: set hubble.address to the gRPC port");
    }

    [Fact]
    public async Task A_server_that_expects_tls_is_named()
    {
        await using var server = new RawServer([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46]);

        await AssertFailsAsync(server.Address, GrpcCode.Unavailable, "speaks TLS: set hubble.tls");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP/2")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "speaks HTTP/1, not gRPC: set hubble.address to the gRPC port")]
    [InlineData("", "closed the connection: it stopped, or it expects TLS (hubble.tls)")]
    public async Task A_server_of_another_kind_or_one_that_hangs_up_is_unavailable(string greeting, string expected)
    {
        await using var server = new RawServer(System.Text.Encoding.ASCII.GetBytes(greeting));

        await AssertFailsAsync(server.Address, GrpcCode.Unavailable, expected);
    }

    [Fact]
    public async Task A_silent_server_runs_into_the_deadline()
    {
        await using var server = new RawServer(null);

        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(server.Address, [], TimeSpan.FromMilliseconds(50)));

        Assert.Equal(GrpcCode.DeadlineExceeded, failure.Code);
        Assert.Contains("did not answer", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", GrpcCode.Unavailable, "nobody listens on 127.0.0.1:1")]
    [InlineData("unix:///nowhere/hubble.sock", GrpcCode.Unavailable, "does not exist: check hubble.address and that the directory of the socket is mounted")]
    [InlineData("no-such-host.invalid:4244", GrpcCode.Unavailable, "the host of no-such-host.invalid:4244 is not known")]
    public async Task A_server_that_cannot_be_reached_says_what_to_check(string address, GrpcCode code, string expected) =>
        await AssertFailsAsync(address, code, expected);

    [Fact]
    public async Task A_stream_that_breaks_off_is_an_error_after_the_messages_before_it()
    {
        var taken = new TaskCompletionSource();
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(Method, async call =>
        {
            await call.WriteAsync([1]);
            await call.WriteAsync([2]);
            await taken.Task;
            call.Context.Abort();
        }));

        var (messages, failure) = await FollowAsync(server.Address, count =>
        {
            if (count == 2)
            {
                taken.TrySetResult();
            }
        });

        Assert.Equal(2, messages.Count);
        Assert.NotNull(failure);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData(0xB, GrpcCode.ResourceExhausted)] // ENHANCE_YOUR_CALM
    [InlineData(0x8, GrpcCode.Cancelled)]
    [InlineData(0x7, GrpcCode.Unavailable)]
    [InlineData(0x2, GrpcCode.Internal)]
    public async Task A_reset_of_the_stream_keeps_its_meaning(int http2Code, GrpcCode expected)
    {
        var taken = new TaskCompletionSource();
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapGrpc(Method, async call =>
        {
            await call.WriteAsync([1]);
            await taken.Task;
            call.Context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(http2Code);
        }));

        var (_, failure) = await FollowAsync(server.Address, _ => taken.TrySetResult());

        Assert.Equal(expected, failure?.Code);
    }

    [Fact]
    public async Task A_body_without_status_is_an_error()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapPost(Method, async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(GrpcFrameBufferTests.Frame([5]));
        }));

        var (messages, failure) = await FollowAsync(server.Address);

        Assert.Single(messages);
        Assert.Contains("ended without a status", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_inside_a_message_is_an_error_even_with_status_ok()
    {
        await using var server = await LoopbackServer.OnTcpAsync(routes => routes.MapPost(Method, async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.WriteAsync(GrpcFrameBufferTests.Frame(new byte[50]).AsMemory(0, 30));
            context.Response.AppendTrailer("grpc-status", "0");
        }));

        var (_, failure) = await FollowAsync(server.Address);

        Assert.Contains("ended the stream inside a message", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_large_messages_arrive_whole_and_in_order()
    {
        await using var server = await LoopbackServer.OnUnixSocketAsync(routes => routes.MapGrpc(Method, async call =>
        {
            for (var i = 0; i < 200; i++)
            {
                await call.WriteAsync(Enumerable.Repeat((byte)i, 1 + (i * 997)).ToArray());
            }
        }));

        var (messages, failure) = await FollowAsync(server.Address);

        Assert.Null(failure);
        Assert.Equal(200, messages.Count);
        Assert.All(messages, (message, i) => Assert.True(message.Length == 1 + (i * 997) && message.All(unit => unit == (byte)i)));
    }

    private static async Task AssertFailsAsync(string address, GrpcCode code, string expected)
    {
        var failure = await Assert.ThrowsAsync<GrpcException>(() => CallAsync(address, []));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Equal(code, failure.Code);
        Assert.DoesNotContain('\n', failure.Message);
    }

    private static GrpcChannel Open(string address) =>
        new(new GrpcChannelOptions { Address = GrpcAddress.Parse(address), Section = "hubble" }, TimeProvider.System);

    private static async Task<byte[]> CallAsync(string address, byte[] request, TimeSpan? timeout = null)
    {
        using var channel = Open(address);
        return await channel.CallAsync(Method, request, timeout ?? Patience, Stop);
    }

    private static async Task<(List<byte[]> Messages, GrpcException? Failure)> FollowAsync(string address, Action<int>? onMessage = null)
    {
        var messages = new List<byte[]>();
        using var channel = Open(address);
        try
        {
            await using var reader = await channel.OpenAsync(Method, new byte[1], Stop);
            while (await reader.ReadAsync(Stop))
            {
                while (reader.TryRead(out var message))
                {
                    messages.Add(message.ToArray());
                    onMessage?.Invoke(messages.Count);
                }
            }

            return (messages, null);
        }
        catch (GrpcException failure)
        {
            return (messages, failure);
        }
    }
}
