using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class GrpcFrameBufferTests
{
    [Fact]
    public void Frames_cut_at_any_place_give_the_messages_that_were_sent() =>
        Prop.ForAll(
            Gen.Choose(0, 400).Select(length => new byte[length]).ListOf().ToArbitrary(),
            Gen.Choose(1, 90_000).ToArbitrary(),
            (messages, piece) =>
            {
                var wire = messages.SelectMany((message, i) => Frame(Filled(message.Length, i))).ToArray();
                var buffer = new GrpcFrameBuffer(1024);

                var received = Feed(buffer, wire, Math.Max(1, piece % (wire.Length + 1)));

                return received.Count == messages.Count
                    && received.Select((message, i) => message.AsSpan().SequenceEqual(Filled(messages[i].Length, i))).All(same => same)
                    && !buffer.IsInsideMessage;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Byte_by_byte_is_as_good_as_at_once()
    {
        byte[] wire = [.. Frame(Filled(3, 1)), .. Frame([]), .. Frame(Filled(300, 2))];

        var received = Feed(new GrpcFrameBuffer(1024), wire, 1);

        Assert.Equal([3, 0, 300], received.Select(message => message.Length));
    }

    [Fact]
    public void A_message_over_the_limit_is_skipped_without_room_for_it_and_the_next_one_is_read()
    {
        var buffer = new GrpcFrameBuffer(1000);
        byte[] wire = [.. Frame(new byte[5_000_000]), .. Frame(Filled(10, 1))];

        var received = Feed(buffer, wire, 70_000);

        Assert.Equal(10, Assert.Single(received).Length);
        Assert.Equal(1, buffer.Oversized);
        Assert.True(buffer.Room().Length <= 256 * 1024);
    }

    [Fact]
    public void A_message_as_long_as_the_limit_is_read()
    {
        var received = Feed(new GrpcFrameBuffer(1024 * 1024), Frame(new byte[1024 * 1024]), 50_000);

        Assert.Equal(1024 * 1024, Assert.Single(received).Length);
    }

    [Fact]
    public void A_claim_of_four_gigabytes_is_counted_once_and_takes_no_memory()
    {
        var buffer = new GrpcFrameBuffer(1024 * 1024);

        var received = Feed(buffer, [0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[600_000]], 4096);

        Assert.Empty(received);
        Assert.Equal(1, buffer.Oversized);
        Assert.True(buffer.IsInsideMessage);
        Assert.True(buffer.Room().Length <= 256 * 1024);
    }

    [Fact]
    public void A_compressed_message_is_skipped_and_counted()
    {
        var buffer = new GrpcFrameBuffer(1024);
        var compressed = Frame(Filled(100, 1));
        compressed[0] = 1;

        var received = Feed(buffer, [.. compressed, .. Frame(Filled(5, 2))], 7);

        Assert.Equal(5, Assert.Single(received).Length);
        Assert.Equal((1, 0), (buffer.Compressed, buffer.Oversized));
    }

    internal static byte[] Frame(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        GrpcFrame.WritePrefix(framed, message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    private static byte[] Filled(int length, int value) => [.. Enumerable.Repeat((byte)value, length)];

    private static List<byte[]> Feed(GrpcFrameBuffer buffer, byte[] wire, int piece)
    {
        var received = new List<byte[]>();
        for (var sent = 0; sent < wire.Length;)
        {
            var room = buffer.Room();
            Assert.False(room.IsEmpty);
            var count = Math.Min(Math.Min(piece, room.Length), wire.Length - sent);
            wire.AsMemory(sent, count).CopyTo(room);
            buffer.Commit(count);
            sent += count;
            while (buffer.TryRead(out var message))
            {
                received.Add(message.ToArray());
            }
        }

        return received;
    }
}
