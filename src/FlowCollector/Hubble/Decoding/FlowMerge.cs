using System.Buffers;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.Hubble.Decoding;

/// <summary>The rare shape of a message: a submessage that came in several pieces (protobuf says: merge them, which is the same
/// as reading the pieces one behind the other) or a list whose items do not stand together.</summary>
internal static class FlowMerge
{
    private const int MaxTagAndLength = 10;

    /// <summary>Submessages of flow.Flow that <see cref="FlowFields"/> wants in one piece.</summary>
    private static readonly uint[] Messages = [1, 5, 6, 8, 9, 15, 19, 20, 21, 30];

    /// <summary>Lists of flow.Flow that it wants together; inner arrays form one stretch.</summary>
    private static readonly uint[][] Lists = [[13], [14], [21001, 21002, 21004, 21005]];

    /// <summary>The same flow with every submessage in one piece and every list together. The time is linear in the length.</summary>
    public static ReadOnlySpan<byte> Normalize(ReadOnlySpan<byte> flow)
    {
        var output = new ArrayBufferWriter<byte>(flow.Length + (MaxTagAndLength * Messages.Length));
        CopyFields(flow, output, static tag => !IsIn(Messages, tag) && !Lists.Any(list => IsIn(list, tag)));
        foreach (var number in Messages)
        {
            var payload = Concatenate(flow, number, []);
            if (!payload.IsEmpty)
            {
                WriteVarint(output, (number << 3) | WireType.LengthDelimited);
                WriteVarint(output, (uint)payload.Length);
                output.Write(payload);
            }
        }

        foreach (var list in Lists)
        {
            CopyFields(flow, output, tag => IsIn(list, tag));
        }

        return output.WrittenSpan;
    }

    /// <summary>The same message with the items of every list together.</summary>
    public static ReadOnlySpan<byte> NormalizeLists(ReadOnlySpan<byte> message, uint[][] lists)
    {
        var output = new ArrayBufferWriter<byte>(message.Length);
        CopyFields(message, output, tag => !lists.Any(list => IsIn(list, tag)));
        foreach (var list in lists)
        {
            CopyFields(message, output, tag => IsIn(list, tag));
        }

        return output.WrittenSpan;
    }

    /// <summary>The pieces of one submessage, one behind the other.</summary>
    /// <param name="rivals">Other members of its oneof: each one that comes takes away what was there before.</param>
    public static ReadOnlySpan<byte> Concatenate(ReadOnlySpan<byte> message, uint number, ReadOnlySpan<uint> rivals)
    {
        var output = new ArrayBufferWriter<byte>();
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            if (tag == ((number << 3) | WireType.LengthDelimited))
            {
                output.Write(reader.ReadBytes());
                continue;
            }

            reader.Skip(tag);
            if ((tag & 7) == WireType.LengthDelimited && rivals.Contains(tag >> 3))
            {
                output.ResetWrittenCount();
            }
        }

        return output.WrittenSpan;
    }

    // Another wire type makes it an unknown field.
    private static bool IsIn(uint[] numbers, uint tag) => (tag & 7) == WireType.LengthDelimited && numbers.Contains(tag >> 3);

    private static void CopyFields(ReadOnlySpan<byte> message, ArrayBufferWriter<byte> output, Func<uint, bool> isWanted)
    {
        var reader = new WireReader(message);
        var start = 0;
        while (reader.TryReadTag(out var tag))
        {
            reader.Skip(tag);
            if (reader.IsMalformed)
            {
                return;
            }

            if (isWanted(tag))
            {
                output.Write(message[start..reader.Position]);
            }

            start = reader.Position;
        }
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, uint value)
    {
        var bytes = output.GetSpan(sizeof(uint) + 1);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        output.Advance(length);
    }
}
