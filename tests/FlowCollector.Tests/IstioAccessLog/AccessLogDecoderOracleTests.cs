using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.IstioAccessLog.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Model.Calls;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

public sealed class AccessLogDecoderOracleTests
{
    // Reused on purpose: nothing of an earlier call may shine through.
    private readonly AccessLogDecoder _decoder = new();
    private readonly TakenCalls _taken = new();
    private int _compared;

    [Fact]
    public void Every_generated_entry_is_the_call_that_the_plain_twin_gives() => ForSeeds(4_000, seed =>
    {
        var some = new SomeAccessLog(seed);
        AssertSame(some.Message(some.Node()).ToByteArray());
    });

    [Fact]
    public void Fields_in_any_order_with_unknown_ones_between_them_give_the_same_calls() => ForSeeds(2_000, seed =>
    {
        var (some, random) = (new SomeAccessLog(seed), new Random(seed));
        var node = WireShuffle.Shuffle(WireShuffle.FieldsOf(some.Node().ToByteArray()), random);
        var entry = WireShuffle.Shuffle(
            WireShuffle.FieldsOf(some.Http().ToByteArray()).Select(field => field[0] == 0x0A ? WireShuffle.Field(1, Shuffled(field, random)) : field), random);
        AssertSame([.. WireShuffle.Field(2, WireShuffle.Field(1, entry)), .. WireShuffle.UnknownField(random), .. WireShuffle.Field(1, WireShuffle.Field(1, node))]);
    });

    [Fact]
    public void Damaged_messages_are_read_like_the_plain_twin_reads_them_or_counted()
    {
        ForSeeds(20_000, CompareDamaged);
        Assert.True(_compared > 5_000, $"{_compared} of 20,000 messages could be compared");
    }

    [Fact]
    public void Every_beginning_of_a_message_is_refused_or_read_but_never_throws()
    {
        var some = new SomeAccessLog(11);
        var message = some.Message(some.Node()).ToByteArray();
        for (var length = 0; length < message.Length; length++)
        {
            Decode(message[..length]);
        }

        Assert.NotNull(Decode(message));
    }

    private void CompareDamaged(int seed)
    {
        var some = new SomeAccessLog(seed);
        var bytes = WireShuffle.Damage(some.Message(some.Node()).ToByteArray(), new Random(seed));
        var (decodedBefore, undecodableBefore) = (_taken.Ledger.Decoded, _taken.Ledger.Undecodable);
        var calls = Decode(bytes);
        Assert.Equal(calls?.Count ?? 0, _taken.Ledger.Decoded - decodedBefore);
        if (calls is null || _taken.Ledger.Undecodable > undecodableBefore || PlainCalls(bytes) is not { } expected)
        {
            // Refused by one of the two: a part that nobody reads may be broken, and what came in pieces is not joined.
            return;
        }

        _compared++;
        Assert.Equal(expected.Select(WithoutEnds), calls.Select(CallText.Of).Select(WithoutEnds));
    }

    /// <returns>Null when the message classes, or the twin that trusts its input, refuse it.</returns>
    private static List<string>? PlainCalls(byte[] bytes)
    {
        try
        {
            var message = StreamAccessLogsMessage.Parser.ParseFrom(bytes);
            if (message.Identifier.Node.Id.Split('~') is not [_, _, var names, _] || names.LastIndexOf('.') <= 0)
            {
                return null;
            }

            return [.. new PlainCall(message.Identifier.Node).Of(message).Select(CallText.Of)];
        }
        catch (Exception refusal) when (refusal is InvalidProtocolBufferException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException
            or ArgumentException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Of peer metadata that is damaged the decoder takes nothing, where the message classes show what they could read.</summary>
    private static string WithoutEnds(string call) => string.Join('\n', call.Split('\n').Where(line => !line.StartsWith("Client: ", StringComparison.Ordinal) && !line.StartsWith("Server: ", StringComparison.Ordinal)));

    private static byte[] Shuffled(byte[] field, Random random) => WireShuffle.Shuffle(WireShuffle.FieldsOf(WireShuffle.PayloadsOf(field, 1)[0]), random);

    private static void ForSeeds(int count, Action<int> check) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(1_746_238_476UL, 4_611_686_018_427_387_903UL));

    private void AssertSame(byte[] bytes)
    {
        var message = StreamAccessLogsMessage.Parser.ParseFrom(bytes);
        var expected = new PlainCall(message.Identifier.Node).Of(message).Select(CallText.Of);
        var calls = Decode(bytes);
        Assert.NotNull(calls);
        Assert.Equal(expected, calls.Select(CallText.Of));
    }

    /// <returns>Null when the message or its identifier is malformed.</returns>
    private List<Call>? Decode(byte[] bytes)
    {
        if (!AccessLogDecoder.TryRead(bytes, out var parts) || !_decoder.TryReadIdentifier(parts.Identifier, out var proxy, out _))
        {
            return null;
        }

        _decoder.Decode(parts, proxy, _taken.Output());
        return _taken.Read();
    }
}
