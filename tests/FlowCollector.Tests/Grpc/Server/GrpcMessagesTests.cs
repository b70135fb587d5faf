using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.Tests.Grpc.Server;

public class GrpcMessagesTests
{
    private const int Limit = 10_000;

    private readonly NotingMethod _method = new();
    private readonly GrpcServerCounts _counts = new();

    [Fact]
    public void Messages_are_the_same_wherever_the_bytes_are_cut() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString[]>(), ArbMap.Default.ArbFor<PositiveInt[]>(), (words, cuts) =>
        {
            var method = new NotingMethod();
            var texts = words.Select(word => Ascii(word.Get)).ToArray();
            var bytes = texts.SelectMany(text => Frames.Of(text)).ToArray();

            var left = Feed(new GrpcMessages(method.Begin(default), null, Limit, _counts), bytes, [.. cuts.Select(cut => cut.Get)]);

            return left == 0 && texts.SequenceEqual(method.Messages);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_message_over_the_limit_ends_the_call_before_its_bytes_have_come()
    {
        var messages = new GrpcMessages(_method.Begin(default), null, Limit, _counts);

        Feed(messages, [.. Frames.Of("one"), 0, 0x7F, 0xFF, 0xFF, 0xFF], []);

        Assert.Equal(GrpcCode.ResourceExhausted, messages.End!.Code);
        Assert.Equal(["one"], _method.Messages);
        Assert.Equal(1, _counts.Oversized.Value);
    }

    [Fact]
    public void A_gzip_message_is_inflated_when_the_call_says_so()
    {
        var messages = new GrpcMessages(_method.Begin(default), "gzip", Limit, _counts);

        Feed(messages, [.. Frames.Gzip("packed"), .. Frames.Of("plain"), .. Frames.Gzip(new string('x', Limit))], [3, 1]);

        Assert.Null(messages.End);
        Assert.Equal(["packed", "plain", new string('x', Limit)], _method.Messages);
    }

    [Fact]
    public void A_gzip_bomb_is_not_inflated_past_the_limit()
    {
        var messages = new GrpcMessages(_method.Begin(default), "gzip", Limit, _counts);

        Feed(messages, Frames.Gzip(new string('x', Limit * 100)), []);

        Assert.Equal((GrpcCode.ResourceExhausted, 1, 0), (messages.End!.Code, (int)_counts.Oversized.Value, _method.Messages.Count));
    }

    [Theory]
    [InlineData("gzip", GrpcCode.Internal)]
    [InlineData(null, GrpcCode.Internal)]
    [InlineData("identity", GrpcCode.Internal)]
    [InlineData("zstd", GrpcCode.Unimplemented)]
    public void What_cannot_be_inflated_ends_the_call(string? encoding, GrpcCode expected)
    {
        var messages = new GrpcMessages(_method.Begin(default), encoding, Limit, _counts);
        var bytes = Frames.Of("this is no gzip");
        bytes[0] = 1;

        Feed(messages, bytes, []);

        Assert.Equal((expected, 1), (messages.End!.Code, (int)_counts.Compressed.Value));
    }

    [Fact]
    public void Nothing_behind_the_end_of_a_call_is_taken()
    {
        var messages = new GrpcMessages(_method.Begin(default), null, Limit, _counts);

        Feed(messages, [.. Frames.Of("stop"), .. Frames.Of("after")], []);

        Assert.Equal(["stop"], _method.Messages);
    }

    [Fact]
    public void What_all_streams_hold_together_is_bounded()
    {
        var held = new HeldBytes(100);

        Assert.True(held.TryChange(0, 60));
        Assert.False(held.TryChange(0, 60));
        Assert.True(held.TryChange(60, 0));
        Assert.True(held.TryChange(60, 40));
        Assert.Equal(40, held.Now);
    }

    /// <summary>As a pipe does it: what is left comes again in front of the next piece, in segments.</summary>
    private static long Feed(GrpcMessages messages, byte[] bytes, int[] cuts)
    {
        var (from, to, next) = (0, 0, 0);
        while (to < bytes.Length)
        {
            var before = to;
            to = Math.Min(bytes.Length, to + (cuts.Length == 0 ? bytes.Length : cuts[next++ % cuts.Length]));
            var pieces = Pieces.Of(bytes.AsMemory(from, before - from), bytes.AsMemory(before, to - before));
            messages.Take(ref pieces);
            from = to - (int)pieces.Length;
        }

        return bytes.Length - from;
    }

    private static string Ascii(string text) => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(text));
}
