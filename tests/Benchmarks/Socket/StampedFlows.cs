using System.Buffers.Binary;
using Google.Protobuf;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Benchmarks.Socket;

/// <summary>Encoded responses in gRPC frames whose flow time can be overwritten in place, so that the reader can tell how long a
/// flow took. The time is the last field of the flow.</summary>
internal sealed class StampedFlows
{
    private const int StampLength = 2 + 1 + 5 + 1 + 5; // tag and length, two varints of five bytes with their tags

    private readonly byte[][] _frames;

    public StampedFlows(IReadOnlyList<byte[]> responses) => _frames = [.. responses.Select(Frame)];

    public int Count => _frames.Length;

    /// <summary>The frame with the given time in it. Valid until the next call with this index.</summary>
    public ReadOnlyMemory<byte> Stamped(int index, long unixNanoseconds)
    {
        var frame = _frames[index % _frames.Length];
        var stamp = frame.AsSpan(frame.Length - StampLength);
        stamp[0] = (1 << 3) | 2;
        stamp[1] = StampLength - 2;
        stamp[2] = 1 << 3;
        Varint5(stamp[3..], (ulong)(unixNanoseconds / 1_000_000_000));
        stamp[8] = 2 << 3;
        Varint5(stamp[9..], (ulong)(unixNanoseconds % 1_000_000_000));
        return frame;
    }

    private static byte[] Frame(byte[] response)
    {
        // The flow without its time, and room for one at its end: fields of a message may come in any order.
        var parsed = GetFlowsResponse.Parser.ParseFrom(response);
        parsed.Flow.Time = null;
        var flow = parsed.Flow.ToByteArray();
        parsed.Flow = null;
        using var message = new MemoryStream();
        message.Write(new byte[5]);
        message.Write(parsed.ToByteArray());
        message.WriteByte((1 << 3) | 2);
        var length = flow.Length + StampLength;
        for (; length > 0x7F; length >>= 7)
        {
            message.WriteByte((byte)(length | 0x80));
        }

        message.WriteByte((byte)length);
        message.Write(flow);
        message.Write(new byte[StampLength]);
        var frame = message.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(frame.Length - 5));
        return frame;
    }

    private static void Varint5(Span<byte> into, ulong value)
    {
        for (var i = 0; i < 4; i++)
        {
            into[i] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        into[4] = (byte)(value & 0x7F);
    }
}
