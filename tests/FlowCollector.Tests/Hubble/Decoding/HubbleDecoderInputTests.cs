using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Decoding;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Model.Flows;
using Windsock.Testing;
using Windsock.Testing.Recordings;
using Endpoint = Windsock.FlowCollector.Hubble.Protos.Endpoint;
using MEndpoint = Windsock.Model.Flows.Endpoint;
using MFlow = Windsock.Model.Flows.Flow;
using MVerdict = Windsock.Model.Flows.Verdict;
using PFlow = Windsock.FlowCollector.Hubble.Protos.Flow;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

public sealed class HubbleDecoderInputTests
{
    private static readonly HubbleDecoderLimits Small = new() { Endpoints = 1_024, Texts = 1_024, Others = 256, EndpointBytes = 256 << 10, TextBytes = 64 << 10, OtherBytes = 64 << 10 };

    private readonly HubbleDecoder _decoder = new();

    [Fact]
    public void A_flow_without_anything_in_it_is_a_flow_of_nobody()
    {
        var flow = Decode(new PFlow());

        Assert.Same(MEndpoint.None, flow.Source);
        Assert.Same(MEndpoint.None, flow.Destination);
        Assert.True(flow.SourceIp.IsNone);
        Assert.True(flow.Time.IsMissing);
        Assert.True(flow.Id.IsNone);
        Assert.Equal(ReplyState.Unknown, flow.Reply);
        Assert.Equal(L4Protocol.Other, flow.Protocol);
        Assert.Equal("", flow.NodeName);
        Assert.Null(flow.L7);
        Assert.Null(flow.Policies);
    }

    [Fact]
    public void An_answer_without_a_flow_is_not_a_flow()
    {
        MFlow flow = default;
        Assert.Equal(HubbleMessage.NotAFlow, _decoder.Decode([], ref flow, out _));
        Assert.Equal(HubbleMessage.NotAFlow, _decoder.Decode(WireShuffle.Field(4, [8, 1]), ref flow, out _));
    }

    [Fact]
    public void Lost_events_and_node_status_become_notices()
    {
        MFlow flow = default;
        var lost = new GetFlowsResponse { NodeName = "n1", LostEvents = new LostEvent { Source = LostEventSource.HubbleRingBuffer, NumEventsLost = 17 } };
        Assert.Equal(HubbleMessage.LostEvents, _decoder.Decode(lost.ToByteArray(), ref flow, out var notice));
        Assert.Equal(new LostEventsNotice(3, 17, "n1"), notice);

        var status = new GetFlowsResponse { NodeStatus = new NodeStatusEvent { StateChange = NodeState.NodeGone, Message = "bye", NodeNames = { "a", "b" } } };
        Assert.Equal(HubbleMessage.NodeStatus, _decoder.Decode(status.ToByteArray(), ref flow, out notice));
        var gone = Assert.IsType<NodeStatusNotice>(notice);
        Assert.Equal((3u, "bye"), (gone.State, gone.Message));
        Assert.Equal(["a", "b"], gone.NodeNames);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(946_684_799, 0)]
    [InlineData(7_258_118_400, 0)]
    [InlineData(long.MaxValue, 0)]
    [InlineData(1_700_000_000, -1)]
    [InlineData(1_700_000_000, 1_000_000_000)]
    public void An_absurd_time_gives_way_to_the_time_of_the_answer_and_then_to_none(long seconds, int nanoseconds)
    {
        var response = new GetFlowsResponse { Flow = new PFlow { Time = new() { Seconds = seconds, Nanos = nanoseconds } } };
        Assert.True(Decode(response).Time.IsMissing);

        response.Time = new() { Seconds = 1_600_000_000, Nanos = 5 };
        Assert.Equal(new Instant(1_600_000_000_000_000_005), Decode(response).Time);
    }

    [Theory]
    [InlineData(null, false, ReplyState.Unknown)]
    [InlineData(null, true, ReplyState.Reply)]
    [InlineData(false, true, ReplyState.Request)]
    [InlineData(true, false, ReplyState.Reply)]
    public void The_old_reply_flag_counts_only_without_the_new_one(bool? isReply, bool reply, ReplyState expected) =>
        Assert.Equal(expected, Decode(new PFlow { IsReply = isReply, Reply = reply }).Reply);

    [Fact]
    public void The_old_drop_reason_counts_only_without_the_new_one()
    {
        Assert.Equal(Model.Flows.DropReason.PolicyDenied, Decode(new PFlow { DropReason = 133 }).DropReason);
        Assert.Equal(Model.Flows.DropReason.AuthRequired, Decode(new PFlow { DropReason = 133, DropReasonDesc = FlowCollector.Hubble.Protos.DropReason.AuthRequired }).DropReason);
        Assert.Equal((Model.Flows.DropReason)999, Decode(new PFlow { DropReason = 999 }).DropReason);
        Assert.Equal(Model.Flows.DropReason.Unknown, Decode(new PFlow { DropReason = 70_000 }).DropReason);
    }

    [Fact]
    public void Numbers_of_a_newer_api_are_unknown()
    {
        var flow = Decode(new PFlow { Verdict = (FlowCollector.Hubble.Protos.Verdict)99, Type = (FlowCollector.Hubble.Protos.FlowType)(-1) });

        Assert.Equal(MVerdict.Unknown, flow.Verdict);
        Assert.Equal(Model.Flows.FlowType.Unknown, flow.Type);
    }

    [Fact]
    public void Text_that_is_not_utf8_costs_its_spelling_not_the_flow()
    {
        byte[] endpoint = [.. WireShuffle.Field(3, [(byte)'a', 0xFF, (byte)'b']), .. WireShuffle.Field(4, [0xC3])];
        var flow = DecodeFlow([.. WireShuffle.Field(8, endpoint), .. WireShuffle.Field(11, [0xFE]), .. WireShuffle.Field(34, [0xFE])]);

        Assert.Equal("a\uFFFDb", flow.Source.Namespace);
        Assert.Equal(["\uFFFD"], flow.Source.Labels);
        Assert.Equal("\uFFFD", flow.NodeName);
        Assert.False(flow.Id.IsNone);
    }

    [Fact]
    public void A_label_of_64_KiB_is_cut_and_its_endpoint_decoded_but_not_remembered()
    {
        var endpoint = new Endpoint { PodName = "pod", Labels = { new string('ä', 32 << 10), "k8s:app=x" } };
        var first = Decode(new PFlow { Source = endpoint });
        var second = Decode(new PFlow { Source = endpoint });

        Assert.Equal(["pod", new string('ä', 2 << 10), "k8s:app=x"], [first.Source.PodName, .. first.Source.Labels]);
        Assert.NotSame(first.Source, second.Source);
    }

    [Fact]
    public void A_list_without_end_is_cut()
    {
        var endpoint = new Endpoint { PodName = "pod" };
        endpoint.Labels.AddRange(Enumerable.Range(0, 100_000).Select(number => $"l{number}"));

        Assert.Equal(256, Decode(new PFlow { Destination = endpoint }).Destination.Labels.Length);
    }

    [Fact]
    public void Equal_bytes_give_the_same_objects()
    {
        var response = new SomeResponse(5).Next();
        response.Flow.Source = new Endpoint { PodName = "pod", Namespace = "ns", Labels = { "a" } };
        response.Flow.SourceService = new Service { Name = "s" };
        response.Flow.NodeName = "node";
        var (first, second) = (Decode(response), Decode(response));

        Assert.Same(first.Source, second.Source);
        Assert.Same(first.SourceService, second.SourceService);
        Assert.Same(first.Policies, second.Policies);
        Assert.Same(first.NodeName, second.NodeName);
        Assert.NotEqual(0, first.Source.Hash);
    }

    [Fact]
    public void Two_hundred_thousand_distinct_endpoints_and_names_stay_within_the_limits()
    {
        var decoder = new HubbleDecoder(Small);
        MFlow flow = default;
        for (var number = 0; number < 200_000; number++)
        {
            var message = new GetFlowsResponse
            {
                NodeName = $"node-{number}",
                Flow = new PFlow
                {
                    Source = new Endpoint { ID = (uint)number, PodName = $"pod-{number}", Namespace = $"ns-{number}", Labels = { $"k8s:n={number}" } },
                    SourceService = new Service { Name = $"svc-{number}" },
                    SourceNames = { $"name-{number}" },
                    EgressAllowedBy = { new Policy { Name = $"policy-{number}" } },
                },
            };
            Assert.Equal(HubbleMessage.Flow, decoder.Decode(message.ToByteArray(), ref flow, out _));
            Assert.Equal($"pod-{number}", flow.Source.PodName);
        }

        foreach (var table in decoder.Tables)
        {
            Assert.InRange(table.Count, 1, table.Capacity);
            Assert.True(table.Evictions > 0, table.Name);
        }
    }

    [Fact]
    public void A_megabyte_of_repeated_submessages_takes_linear_time()
    {
        byte[] piece = [.. WireShuffle.Field(8, [0x22, 1, (byte)'a']), .. WireShuffle.Field(13, [(byte)'n']), .. WireShuffle.Field(9, [8, 1])];
        var flow = Enumerable.Repeat(piece, (1 << 20) / piece.Length).SelectMany(bytes => bytes).ToArray();
        var watch = Stopwatch.StartNew();

        Assert.Equal(256, DecodeFlow(flow).Source.Labels.Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}; quadratic reading would take minutes");
    }

    [Fact]
    public void Groups_nested_without_end_are_malformed_and_do_not_touch_the_stack()
    {
        MFlow flow = default;
        Assert.Equal(HubbleMessage.Malformed, _decoder.Decode(Enumerable.Repeat((byte)0x2B, 1 << 20).ToArray(), ref flow, out _));
    }

    [Theory]
    [InlineData("https://user:secret@host:8080/a/b?token=x#y", "https://host:8080/a/b")]
    [InlineData("http://host?q=a@b", "http://host")]
    [InlineData("/path@v1/x?q=1", "/path@v1/x")]
    [InlineData("user:pw@host:443", "host:443")]
    [InlineData("http://a@b@host/p", "http://host/p")]
    [InlineData("", "")]
    public void The_url_of_a_request_loses_what_may_be_secret(string url, string kept)
    {
        var flow = Decode(new PFlow { L7 = new Layer7 { Type = L7FlowType.Request, Http = new HTTP { Url = url } } });
        Assert.Equal(kept, Assert.IsType<HttpRecord>(flow.L7).Url);
    }

    [Fact]
    public void Layer_three_and_four_flows_that_came_before_cost_no_memory()
    {
        Assert.SkipWhen(RecordedFlows.Folder is null, "the recordings in ../shared/data/hubble are not here");
        var messages = RecordedFlows.Load("tcp").Where(response => response.Flow.L7 is null).Select(WithNewerFields).ToArray();
        var flows = new MFlow[FlowBatch.MaxCount];
        DecodeAll(messages, flows);

        Assert.Equal(0, Allocations.Of(() => DecodeAll(messages, flows)));
        Assert.Equal(335, messages.Length);
    }

    private static byte[] WithNewerFields(GetFlowsResponse response)
    {
        response.Flow.Uuid = Guid.NewGuid().ToString();
        response.Flow.SourceService = new Service { Name = "s", Namespace = "n" };
        response.Flow.DestinationNames.Add("db.example.org");
        response.Flow.EgressAllowedBy.Add(new Policy { Name = "p", Namespace = "n", Kind = "CiliumNetworkPolicy" });
        return response.ToByteArray();
    }

    private void DecodeAll(byte[][] messages, MFlow[] flows)
    {
        for (var index = 0; index < messages.Length; index++)
        {
            _decoder.Decode(messages[index], ref flows[index % flows.Length], out _);
        }
    }

    private MFlow Decode(PFlow flow) => Decode(new GetFlowsResponse { Flow = flow });

    private MFlow DecodeFlow(byte[] flow) => Decode(WireShuffle.Field(1, flow));

    private MFlow Decode(GetFlowsResponse response) => Decode(response.ToByteArray());

    private MFlow Decode(byte[] message)
    {
        MFlow flow = default;
        Assert.Equal(HubbleMessage.Flow, _decoder.Decode(message, ref flow, out _));
        return flow;
    }
}
