using System.Net;
using System.Text;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

/// <summary>The server against a client made with @grpc/grpc-js, which shares no code with it.</summary>
public sealed class GrpcJsClientTests
{
    private const string Done = """{"code":0,"details":"","answer":"03"}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Words = ["first", "", "the last one"];

    private readonly NotingMethod _method = new();
    private readonly GrpcServerCounts _counts = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_of_messages_arrives_and_is_answered(bool isCompressed)
    {
        string[] gzip = isCompressed ? ["--gzip"] : [];

        var said = await RunAsync(NotingMethod.Name, [.. gzip, .. Words.Select(Hex)]);

        Assert.Equal([Done], said);
        Assert.Equal(Words, _method.Messages);
        Assert.Equal(0, _counts.Compressed.Value + _counts.Broken.Value);
    }

    [Fact]
    public async Task A_unary_call_arrives_and_is_answered()
    {
        var said = await RunAsync(NotingMethod.Name, ["--unary", Hex("only")]);

        Assert.Equal(["""{"code":0,"details":"","answer":"01"}"""], said);
        Assert.Equal(["only"], _method.Messages);
    }

    [Fact]
    public async Task Streams_past_the_limit_of_a_connection_wait_for_their_turn()
    {
        var said = await RunAsync(NotingMethod.Name, ["--streams", "300", .. Words.Select(Hex)]);

        Assert.Equal(Enumerable.Repeat(Done, 300), said);
        Assert.Equal((300, 300, 300), (_method.Finished, (int)_counts.Calls.Value, (int)_counts.Ended.Value));
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_by_its_code_and_in_its_words()
    {
        var unknown = await RunAsync("/test.Notes/Other", [Hex("x")]);
        var ended = await RunAsync(NotingMethod.Name, [Hex("stop")]);
        var oversized = await RunAsync(NotingMethod.Name, [Hex(new string('x', 1_025))]);

        Assert.Equal(["""{"code":12,"details":"no such method here","answer":""}"""], unknown);
        Assert.Equal(["""{"code":9,"details":"100 % enough","answer":""}"""], ended);
        Assert.Equal(["""{"code":8,"details":"a message of 1025 bytes or more is longer than the limit of 1024","answer":""}"""], oversized);
    }

    private static string Hex(string text) => text.Length == 0 ? "-" : Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private async Task<string[]> RunAsync(string method, string[] arguments)
    {
        var folder = RealParts.RequireGrpcPeer();
        var options = new GrpcServerOptions { MessageLimitBytes = 1_024 };
        await using var listener = await GrpcListener.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), new GrpcEndpoint([_method], options, _counts), options, null, TestContext.Current.CancellationToken);
        await using var client = ChildProcess.Start(RealParts.Require("NODE"), ["call-client.js", listener.Address.ToString(), method, .. arguments], folder);
        Assert.Equal(0, await client.ExitAsync(Patience));
        Assert.Empty(client.Errors);
        return client.Output.Split('\n');
    }
}
