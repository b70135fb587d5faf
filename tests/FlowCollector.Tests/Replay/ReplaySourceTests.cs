using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.FlowCollector.Replay;
using Windsock.FlowCollector.Tests.Hubble.Decoding;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Sources;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Testing.Recordings;

namespace Windsock.FlowCollector.Tests.Replay;

public sealed class ReplaySourceTests : IDisposable
{
    private const string SomeFlow = """{"flow":{"time":"2024-05-01T10:00:00Z","verdict":"FORWARDED","source":{"pod_name":"a"}},"node_name":"n"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("windsock-replay").FullName;
    private readonly SourceLedger _ledger = new("replay");
    private readonly BoundedQueue<FlowBatch> _queue = new("flows", 1_000, singleWriter: true);
    private readonly BoundedQueue<ClusterChange> _changes = new("changes", 1_000, singleWriter: true);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_recordings_give_the_flows_that_the_protobuf_classes_give()
    {
        Assert.SkipWhen(RecordedFlows.Folder is null, "the recordings in ../shared/data/hubble are not here");

        var flows = await ReplayAsync([.. RecordedFlows.Files()]);

        Assert.Equal(RecordedFlows.Load().Select(response => FlowText.Of(OracleFlow.Of(response))), flows.Select(flow => FlowText.Of(flow)));
        Assert.Equal((1088, 0, 1088), (_ledger.Decoded, _ledger.Undecodable, _ledger.Received));
    }

    [Fact]
    public async Task Generated_flows_survive_the_way_through_json()
    {
        var responses = Enumerable.Range(0, 600).Select(seed => Printable(new SomeResponse(seed).Next())).ToArray();

        var flows = await ReplayAsync(Write("f.json", string.Join('\n', responses.Select(Print))));

        Assert.Equal(responses.Select(response => FlowText.Of(OracleFlow.Of(response))), flows.Select(flow => FlowText.Of(flow)));
    }

    [Fact]
    public async Task A_gzip_file_is_recognised_by_its_content()
    {
        var path = Path.Combine(_folder, "flows.json");
        await using (var output = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", Enumerable.Repeat(SomeFlow, 700))), TestContext.Current.CancellationToken);
        }

        Assert.Equal(700, (await ReplayAsync(path)).Count);
    }

    [Fact]
    public async Task A_flow_that_stands_alone_on_its_line_is_read_too()
    {
        var flow = Assert.Single(await ReplayAsync(Write("f.json", """{"time":"2024-05-01T10:00:00Z","verdict":"DROPPED","node_name":"n","drop_reason_desc":"POLICY_DENIED"}""")));

        Assert.Equal(("n", Model.Flows.Verdict.Dropped, Model.Flows.DropReason.PolicyDenied), (flow.NodeName, flow.Verdict, flow.DropReason));
        Assert.False(flow.Time.IsMissing);
    }

    [Fact]
    public async Task A_name_that_a_newer_agent_writes_does_not_cost_the_flow()
    {
        var flow = Assert.Single(await ReplayAsync(Write("f.json",
            """{"flow":{"verdict":"TELEPORTED","new_field":{"x":[1]},"IP":{"source":"10.0.0.1","ipVersion":"IPv9"},"is_reply":true,"l7":{"type":"RESPONSE","latency_ns":"500"}},"nodeName":"n"}""")));

        Assert.Equal(("n", Model.Flows.Verdict.Unknown, ReplyState.Reply), (flow.NodeName, flow.Verdict, flow.Reply));
        Assert.Equal("10.0.0.1", flow.SourceIp.ToString());
        Assert.Equal(TimeSpan.FromTicks(5), flow.L7?.Latency);
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_counted_and_the_rest_goes_on()
    {
        string[] lines =
        [
            "\uFEFF" + SomeFlow, "", "   ", "{", "[1]", "null", "\"x\"", """{"flow":5}""", """{"flow":{"time":"yesterday"}}""", new string('[', 10_000),
            """{"agent_event":{"type":"AGENT_STARTED"},"node_name":"n"}""", """{"flow":{"Summary":""" + $"\"{new string('x', 100_000)}\"" + "}}",
            """{"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"17"}}""",
            """{"node_status":{"state_change":"NODE_CONNECTED","node_names":["n1","n2"]}}""", SomeFlow,
        ];

        var flows = await ReplayAsync(new ReplayOptions { Paths = [Write("f.json", string.Join('\n', lines))], MaxLineBytes = 20_000 });

        Assert.Equal(2, flows.Count);
        Assert.Equal(7, _ledger.UndecodableBecause(DecodeFailure.Malformed));
        Assert.Equal(1, _ledger.UndecodableBecause(DecodeFailure.NotAFlow));
        Assert.Equal(1, _ledger.UndecodableBecause(DecodeFailure.Oversized));
        Assert.Equal(17, _ledger.LostBecause(LossReason.HubbleRingBuffer));
        Assert.Equal(["n1", "n2"], _ledger.Nodes.Select(node => node.Key));
    }

    [Theory]
    [InlineData(1_024, 1_024, 1, 0)]
    [InlineData(1_025, 1_024, 0, 1)]
    [InlineData(3_000_000, 1_024, 0, 1)]
    [InlineData(900_000, 1_000_000, 1, 0)]
    public async Task A_line_may_be_as_long_as_the_limit(int length, int limit, int flows, int oversized)
    {
        var line = """{"flow":{"Summary":""" + '"';
        line += new string('x', length - line.Length - 3) + "\"}}";

        Assert.Equal(flows, (await ReplayAsync(new ReplayOptions { Paths = [Write("f.json", line + "\n" + line)], MaxLineBytes = limit })).Count / 2);
        Assert.Equal(oversized * 2, _ledger.UndecodableBecause(DecodeFailure.Oversized));
    }

    [Fact]
    public async Task A_file_that_fails_hands_over_what_was_read_and_is_not_read_again()
    {
        var whole = Path.Combine(_folder, "whole.gz");
        await using (var output = new GZipStream(File.Create(whole), CompressionLevel.NoCompression))
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat(SomeFlow, 5_000))), TestContext.Current.CancellationToken);
        }

        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        var broken = Path.Combine(_folder, "broken.gz");
        bytes[bytes.Length - 6] ^= 0xFF;
        await File.WriteAllBytesAsync(broken, bytes, TestContext.Current.CancellationToken);
        var source = new ReplaySource(new ReplayOptions { Paths = [broken, Write("f.json", SomeFlow)] }, TimeProvider.System);
        var writer = new FlowWriter(_queue, _changes, _ledger, TimeProvider.System);

        await Assert.ThrowsAsync<InvalidDataException>(() => source.RunAsync(writer, TestContext.Current.CancellationToken));
        var before = Drain().Count;
        await source.RunAsync(writer, TestContext.Current.CancellationToken);

        Assert.InRange(before, 1, 5_000);
        Assert.Single(Drain());
        Assert.Equal(before + 1, _ledger.Decoded);
    }

    [Fact]
    public async Task A_request_to_stop_ends_the_source_without_an_error()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var source = new ReplaySource(new ReplayOptions { Paths = [Write("f.json", SomeFlow)] }, TimeProvider.System);

        await source.RunAsync(new FlowWriter(_queue, _changes, _ledger, TimeProvider.System), stop.Token);

        Assert.Empty(Drain());
    }

    private static string Print(GetFlowsResponse response) =>
        new JsonFormatter(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true)).Format(response);

    /// <summary>Proto3 JSON cannot say every time, and an Any only with its type.</summary>
    private static GetFlowsResponse Printable(GetFlowsResponse response)
    {
        response.Time = null;
        response.Flow.Extensions = null;
        if (response.Flow.Time is { Seconds: < 0 or > 7_258_118_400 } or { Nanos: < 0 })
        {
            response.Flow.Time = null;
        }

        return response;
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private Task<List<Model.Flows.Flow>> ReplayAsync(params string[] paths) => ReplayAsync(new ReplayOptions { Paths = paths });

    private async Task<List<Model.Flows.Flow>> ReplayAsync(ReplayOptions options)
    {
        var source = ReplayRegistration.Create(options, TimeProvider.System);
        await source.RunAsync(new FlowWriter(_queue, _changes, _ledger, TimeProvider.System), TestContext.Current.CancellationToken);
        return Drain();
    }

    private List<Model.Flows.Flow> Drain()
    {
        var flows = new List<Model.Flows.Flow>();
        while (_queue.TryRead(out var batch))
        {
            Assert.Equal("replay", batch.Source);
            Assert.False(batch.ReceivedAt.IsMissing);
            flows.AddRange(batch.Flows);
        }

        return flows;
    }
}
