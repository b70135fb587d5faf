using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Otlp;
using Windsock.FlowCollector.Otlp.Protos;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.FlowCollector.Tests.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Otlp;

public sealed class OtlpLogDecoderOracleTests
{
    private static readonly IpAddress?[] Senders = [null, IpAddress.FromIPv4(0x0A01_0005), IpAddress.FromIPv4(0x0A01_0009), default(IpAddress)];

    // Reused on purpose: nothing of an earlier record may shine through.
    private readonly OtlpLogDecoder _decoder = new();

    [Fact]
    public void Every_generated_request_gives_the_calls_that_the_protobuf_classes_give() =>
        ForSeeds(4_000, seed => AssertSame(new SomeLogs(seed).Request().ToByteArray(), Senders[seed % Senders.Length]));

    [Fact]
    public void Fields_in_any_order_with_unknown_ones_between_them_give_the_same_calls() => ForSeeds(2_000, seed =>
    {
        var random = new Random(seed);
        var record = WireShuffle.Shuffle(WireShuffle.FieldsOf(new SomeLogs(seed).Record().ToByteArray()), random);
        var scope = WireShuffle.Shuffle([WireShuffle.Field(2, record), WireShuffle.Field(2, record)], random);
        AssertSame(WireShuffle.Shuffle([WireShuffle.Field(1, WireShuffle.Shuffle([WireShuffle.Field(2, scope)], random))], random), Senders[seed % Senders.Length]);
    });

    [Fact]
    public void Values_in_pieces_are_joined_as_protobuf_says() => ForSeeds(2_000, seed =>
    {
        // Attributes whose value stands there twice, or as two kinds in one.
        var random = new Random(seed);
        var record = new SomeLogs(seed).Record();
        var values = record.Attributes.Where(attribute => attribute.Value is not null).Select(attribute => attribute.Value.ToByteArray()).Append([]).ToArray();
        var fields = record.ToByteArray();
        foreach (var attribute in record.Attributes)
        {
            var other = values[random.Next(values.Length)];
            byte[] pair = [.. attribute.ToByteArray(), .. random.Next(2) == 0 ? WireShuffle.Field(2, other) : [], .. WireShuffle.Field(2, [.. other, .. values[random.Next(values.Length)]])];
            fields = [.. fields, .. WireShuffle.Field(6, pair)];
        }

        AssertSame(Wrap(fields), Senders[seed % Senders.Length]);
    });

    [Fact]
    public void Damaged_requests_are_read_like_the_protobuf_classes_read_them_or_refused() => ForSeeds(20_000, seed =>
    {
        var random = new Random(seed);
        var sender = Senders[seed % Senders.Length];
        var request = WireShuffle.Damage(new SomeLogs(seed, hasPeers: false).Request().ToByteArray(), random);
        try
        {
            if (ExportLogsServiceRequest.Parser.ParseFrom(request).ToString().All(char.IsAscii))
            {
                AssertSame(request, sender);
                return;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            // The decoder may refuse it too, or pass over the part that nobody reads; it must only come back.
        }

        // Where broken characters are the protobuf classes have already replaced them: no telling what they were.
        Decode(request, sender, out _);
    });

    [Fact]
    public void Every_beginning_of_a_request_is_refused_or_read_and_each_record_is_counted_once()
    {
        var request = new SomeLogs(11).Request().ToByteArray();
        for (var length = 0; length < request.Length; length++)
        {
            var beginning = request.AsSpan(0, length).ToArray();
            var isWhole = OtlpLogDecoder.TryCount(beginning, out var count);
            var taken = Decode(beginning, null, out var rejected);

            Assert.True(!isWhole || taken.Ledger.Received == count);
            Assert.Equal(rejected.Total, taken.Ledger.Undecodable);
        }
    }

    private static byte[] Wrap(byte[] record) => WireShuffle.Field(1, WireShuffle.Field(2, WireShuffle.Field(2, record)));

    private static void ForSeeds(int count, Action<int> check) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(count),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), check));

    private void AssertSame(byte[] bytes, IpAddress? sender)
    {
        var expected = new List<string>();
        var refused = new RejectedRecords();
        var seen = new SeenCalls();
        var records = ExportLogsServiceRequest.Parser.ParseFrom(bytes).ResourceLogs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords).ToList();
        foreach (var record in records)
        {
            if (PlainRecord.Read(record, sender, out var call) is { } failure)
            {
                refused.Add(failure);
            }
            else if (!seen.IsCopy(call))
            {
                expected.Add(CallText.Of(call));
            }
        }

        Assert.True(OtlpLogDecoder.TryCount(bytes, out var count));
        Assert.Equal(records.Count, count);
        var taken = Decode(bytes, sender, out var rejected);
        Assert.Equal(expected, taken.Read().Select(CallText.Of));
        Assert.Equal(refused.Reasons(), rejected.Reasons());
    }

    private TakenCalls Decode(byte[] request, IpAddress? sender, out RejectedRecords rejected)
    {
        var taken = new TakenCalls();
        rejected = default;
        _decoder.Decode(request, sender, taken.Output(), ref rejected, out _);
        return taken;
    }
}
