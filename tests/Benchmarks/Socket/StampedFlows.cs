using System.Buffers.Binary;

namespace Windsock.Benchmarks.Socket;

/// <summary>Encoded responses in gRPC frames whose flow time can be overwritten in place, so that the reader can tell how long a
/// flow took. The time goes in as the last field of the flow: later fields of one number win, as protobuf says.</summary>
internal sealed class StampedFlows
{
    private const int StampLength = 2 + 1 + 5 + 1 + 5;

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
        // A GetFlowsResponse whose only field is the flow again, then the flow's bytes, then room for the time: fields of one
        // message may come in any number of pieces, so a second "flow" with just a time merges into the first.
        var piece = new byte[2 + StampLength];
        piece[0] = (1 << 3) | 2;
        piece[1] = StampLength;
        var frame = new byte[5 + response.Length + piece.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), (uint)(response.Length + piece.Length));
        response.CopyTo(frame, 5);
        piece.CopyTo(frame, 5 + response.Length);
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
