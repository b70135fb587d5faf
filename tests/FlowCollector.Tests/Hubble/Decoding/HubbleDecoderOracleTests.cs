using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Testing.Recordings;
using MFlow = Windsock.Model.Flows.Flow;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

public sealed class HubbleDecoderOracleTests
{
    private readonly HubbleDecoder _decoder = new();

    // Reused on purpose: nothing of an earlier flow may shine through.
    private MFlow _flow;

    [Fact]
    public void Every_recorded_flow_is_the_flow_that_the_protobuf_classes_give()
    {
        Assert.SkipWhen(RecordedFlows.Folder is null, "the recordings in ../shared/data/hubble are not here");
        var messages = RecordedFlows.LoadEncoded();
        foreach (var message in messages)
        {
            AssertSame(message);
        }

        Assert.Equal(1088, messages.Count);
    }

    [Fact]
    public void Every_generated_flow_is_the_flow_that_the_protobuf_classes_give() =>
        ForSeeds(3_000, seed => AssertSame(new SomeResponse(seed).Next().ToByteArray()));

    [Fact]
    public void Fields_in_any_order_with_unknown_ones_between_them_give_the_same_flow() => ForSeeds(2_000, seed =>
    {
        var random = new Random(seed);
        var flow = WireShuffle.Shuffle(WireShuffle.FieldsOf(new SomeResponse(seed).Flow().ToByteArray()), random);
        AssertSame([.. WireShuffle.UnknownField(random), .. WireShuffle.Field(1, flow), .. WireShuffle.Field(1000, "n"u8.ToArray())]);
    });

    [Fact]
    public void Fields_that_come_twice_are_merged_as_protobuf_says() => ForSeeds(2_000, seed =>
    {
        var some = new SomeResponse(seed);
        var fields = WireShuffle.FieldsOf(some.Flow().ToByteArray());
        fields.AddRange(WireShuffle.FieldsOf(some.Flow().ToByteArray()));
        AssertSame(WireShuffle.Field(1, WireShuffle.Shuffle(fields, new Random(seed))));
    });

    [Fact]
    public void Flows_and_submessages_in_pieces_are_merged_as_protobuf_says() => ForSeeds(2_000, seed =>
    {
        var some = new SomeResponse(seed);
        byte[][] pieces = [some.Next().ToByteArray(), some.Next().ToByteArray(), WireShuffle.Field(1, InPieces(some, new Random(seed)))];
        AssertSame([.. pieces.SelectMany(piece => piece)]);
    });

    [Fact]
    public void Another_kind_of_answer_between_two_flows_takes_the_first_away()
    {
        var some = new SomeResponse(1);
        AssertSame([.. WireShuffle.Field(1, some.Flow().ToByteArray()), .. WireShuffle.Field(3, [8, 1]), .. WireShuffle.Field(1, some.Flow().ToByteArray())]);
    }

    [Theory]
    [InlineData(new byte[] { 0x72, 1, (byte)'a', 0xF2, 0x00, 1, (byte)'b' })] // a tag that is longer than it needs to be
    [InlineData(new byte[] { 0xF2, 0x80, 0x00, 1, (byte)'b' })]
    [InlineData(new byte[] { 0x72, 1, (byte)'a', 0x70, 1, 0x72, 1, (byte)'b' })] // an item of another wire type
    [InlineData(new byte[] { 0xCA, 0xA0, 0x0A, 0, 0xC8, 0xA0, 0x0A, 7, 0xCA, 0xA0, 0x0A, 3, 0x0A, 1, (byte)'p' })]
    [InlineData(new byte[] { 0x42, 2, 8, 1, 0x40, 9, 0x42, 2, 0x10, 2 })]
    [InlineData(new byte[] { 0x42, 0, 0x42, 2, 8, 1, 0x42, 0 })]
    public void Oddly_written_fields_are_read_as_the_protobuf_classes_read_them(byte[] flow) => AssertSame(WireShuffle.Field(1, flow));

    [Fact]
    public void Damaged_messages_are_read_like_the_protobuf_classes_read_them_or_refused() => ForSeeds(20_000, seed =>
    {
        var random = new Random(seed);

        // Where a text is cut depends on its broken bytes, which the protobuf classes have already replaced: no long ones here.
        var message = WireShuffle.Damage(new SomeResponse(seed, hasLongTexts: false).Next().ToByteArray(), random);
        GetFlowsResponse? response = null;
        try
        {
            response = GetFlowsResponse.Parser.ParseFrom(message);
        }
        catch (Exception refusal) when (refusal is InvalidProtocolBufferException or InvalidOperationException)
        {
            // The library throws the second for some broken wrappers. Then the decoder may refuse it too, or pass over the part that nobody reads; it must only come back.
        }

        var result = _decoder.Decode(message, ref _flow, out _);
        if (response?.Flow is not null && result == HubbleMessage.Malformed)
        {
            Assert.True(HasBrokenIsReply(message), "refused what the protobuf classes read");
        }
        else if (response?.Flow is not null)
        {
            Assert.Equal(HubbleMessage.Flow, result);
            var expected = OracleFlow.Of(response);
            if (response.Flow.Uuid.Contains('\uFFFD', StringComparison.Ordinal))
            {
                // An id from broken bytes is a hash of them; the protobuf classes do not show them any more.
                expected.Id = _flow.Id;
            }

            Assert.Equal(FlowText.Of(expected), FlowText.Of(_flow));
        }
    });

    [Fact]
    public void Every_beginning_of_a_message_is_refused_or_read_but_never_throws()
    {
        var message = new SomeResponse(7).Next().ToByteArray();
        for (var length = 0; length < message.Length; length++)
        {
            var result = _decoder.Decode(message.AsSpan(0, length), ref _flow, out _);
            Assert.True(result is HubbleMessage.Malformed or HubbleMessage.Flow or HubbleMessage.NotAFlow);
        }
    }

    /// <summary>The library's fast way to read a BoolValue inside another message runs past its end where its own parser for a
    /// BoolValue refuses it: the only thing it reads and the decoder does not.</summary>
    private static bool HasBrokenIsReply(byte[] message)
    {
        foreach (var flow in WireShuffle.PayloadsOf(message, 1))
        {
            foreach (var isReply in WireShuffle.PayloadsOf(flow, 26))
            {
                try
                {
                    BoolValue.Parser.ParseFrom(isReply);
                }
                catch (InvalidProtocolBufferException)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>One L7 message whose record is cut in two, one layer 4 that changes its kind and comes back.</summary>
    private static byte[] InPieces(SomeResponse some, Random random)
    {
        var flow = some.Flow();
        var other = some.Flow();
        var fields = new List<byte[]>();
        byte[] l7 = [.. WireShuffle.FieldsOf(flow.L7?.ToByteArray() ?? []).SelectMany(field => field), .. other.L7?.ToByteArray() ?? []];
        fields.Add(WireShuffle.Field(15, WireShuffle.Shuffle(WireShuffle.FieldsOf(l7), random)));
        byte[] l4 = [.. flow.L4?.ToByteArray() ?? [], .. other.L4?.ToByteArray() ?? [], .. flow.L4?.ToByteArray() ?? []];
        fields.Add(WireShuffle.Field(6, WireShuffle.Shuffle(WireShuffle.FieldsOf(l4), random)));
        byte[] endpoint = [.. some.Endpoint().ToByteArray(), .. some.Endpoint().ToByteArray()];
        fields.Add(WireShuffle.Field(8, WireShuffle.Shuffle(WireShuffle.FieldsOf(endpoint), random)));
        return [.. fields.SelectMany(field => field)];
    }

    private static void ForSeeds(int count, Action<int> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));

    private void AssertSame(byte[] message)
    {
        var expected = OracleFlow.Of(GetFlowsResponse.Parser.ParseFrom(message));
        Assert.Equal(HubbleMessage.Flow, _decoder.Decode(message, ref _flow, out var notice));
        Assert.Null(notice);
        Assert.Equal(FlowText.Of(expected), FlowText.Of(_flow));
    }
}
