using System.Globalization;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.Model.Calls;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>The receiver against a client made with @grpc/grpc-js and @grpc/proto-loader, which shares no code with it.</summary>
public sealed class AccessLogPeerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Requests_and_connections_of_a_stream_arrive_as_they_were_sent()
    {
        var calls = await SendAsync(streams: 1, messages: 2, entries: 3);

        Assert.Equal((3, 3), (calls.Count(call => call.Protocol == CallProtocol.Http2), calls.Count(call => call.Protocol == CallProtocol.Tcp)));
        var request = calls.First(call => call.Protocol == CallProtocol.Http2);
        Assert.Equal(("POST", (ushort)503, ResponseFlags.UpstreamOverflow, 7_000_000), (request.Method, request.Code, request.Flags, request.DurationNanoseconds));
        Assert.Equal("10.1.0.0:40000 -> 10.2.0.1:8080", $"{request.ClientIp}:{request.ClientPort} -> {request.ServerIp}:{request.ServerPort}");
        Assert.Equal(1_800_000_000_000_000_005, request.Time.UnixNanoseconds);
        Assert.Equal(["k8s:dag_id=etl"], request.Client.Labels);
        Assert.All(calls.Where(call => call.Protocol == CallProtocol.Tcp), call => Assert.Equal((11, 22), (call.SentBytes, call.ReceivedBytes)));
    }

    [Fact]
    public async Task Hundreds_of_streams_at_a_time_keep_their_own_names()
    {
        var calls = await SendAsync(streams: 300, messages: 4, entries: 5);

        Assert.Equal(300 * 4 * 5, calls.Count);
        Assert.All(calls, call => Assert.Equal($"10.1.{Number(call) >> 8}.{Number(call) & 255}", call.ClientIp.ToString()));
        Assert.Equal(300, calls.Select(call => call.Client.PodName).Distinct().Count());
    }

    private static int Number(Call call) => int.Parse(call.Client.PodName.AsSpan("task-".Length), CultureInfo.InvariantCulture);

    private static async Task<List<Call>> SendAsync(int streams, int messages, int entries)
    {
        var folder = RealParts.RequireGrpcPeer();
        await using var receiver = new SomeReceiver(new AccessLogOptions { VerifySender = false });
        var address = await receiver.Port.JoinAsync();
        var arguments = string.Create(CultureInfo.InvariantCulture, $"--streams {streams} --messages {messages} --entries {entries}").Split(' ');
        var protos = Path.Combine(Repository.Root, "src", "FlowCollector", "IstioAccessLog", "Protos");
        await using var client = ChildProcess.Start(RealParts.Require("NODE"), ["als-client.js", address.ToString(), protos, .. arguments], folder);
        Assert.Equal(0, await client.ExitAsync(Patience));
        Assert.Empty(client.Errors);
        Assert.Equal(Enumerable.Repeat("""{"code":0,"answer":{}}""", streams), client.Output.Split('\n'));
        await receiver.Port.LeaveAsync();
        Assert.Equal(0, receiver.Taken.Ledger.Undecodable + receiver.Taken.Ledger.Dropped + receiver.Taken.Ledger.Duplicates);
        return receiver.Taken.Read();
    }
}
