using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>Turns the text of an IP address into its value, with the same answer as <see cref="IpAddress.TryParse"/>. The plain
/// forms that Cilium writes are read by hand; anything unusual goes to the library.</summary>
internal static class IpText
{
    private const int MaxIPv4Length = 15;
    private const int MaxIPv6Length = 39;

    /// <summary>Text longer than any address, even with a zone, is not one.</summary>
    private const int MaxLength = 128;

    /// <summary>"No address" for text that is not one.</summary>
    public static IpAddress Read(ReadOnlySpan<byte> text)
    {
        if (text.Length is >= 7 and <= MaxIPv4Length && TryReadIPv4(text, out var address))
        {
            return address;
        }

        if (text.IsEmpty || text.Length > MaxLength)
        {
            return default;
        }

        return text.Length <= MaxIPv6Length && TryReadIPv6(text, out address) ? address : ReadUnusual(text);
    }

    /// <summary>Four decimal numbers up to 255 without leading zeros (those mean octal to the library). Without branches that
    /// depend on the digits: addresses are as good as random to the branch predictor.</summary>
    private static bool TryReadIPv4(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;

        // All 7 to 15 characters, zeros behind them, in one register.
        var length = text.Length;
        var head = length >= 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(text)
            : BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[3..]) << 24);
        var tail = length > 8 ? BinaryPrimitives.ReadUInt64LittleEndian(text[^8..]) >> (8 * (16 - length)) : 0;
        var characters = Vector128.Create(head, tail).AsByte();

        var digits = characters - Vector128.Create((byte)'0');
        var dots = Vector128.Equals(characters, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var numbers = Vector128.LessThan(digits, Vector128.Create((byte)10)).ExtractMostSignificantBits();
        if (BitOperations.PopCount(dots) != 3 || (dots | numbers) != (1u << length) - 1)
        {
            return false;
        }

        var padded = Vector256.Create(digits, Vector128<byte>.Zero);
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<Vector256<byte>>(in padded));
        uint value = 0;
        uint wrong = 0;
        var start = 0;
        var ends = dots | (1u << length);
        for (var part = 0; part < 4; part++)
        {
            var end = BitOperations.TrailingZeroCount(ends);
            var count = end - start;

            // Hundreds, tens and ones in the bytes 1, 2 and 3; what does not exist is zero.
            var word = BinaryPrimitives.ReadUInt32LittleEndian(bytes[start..]) << (8 * (4 - count));
            var number = (((word >> 8) & 0xFF) * 100) + (((word >> 16) & 0xFF) * 10) + (word >> 24);

            // At least 0, 10, 100 for one, two, three digits: no leading zero. Zero or four digits are wrong as well.
            var least = (0x640A_0000u >> (8 * count)) & 0xFF;
            wrong |= (number - least) >> 31 | (255 - number) >> 31 | (uint)(count - 1) & ~3u | (uint)(count >> 2);
            value = (value << 8) | (number & 0xFF);
            start = end + 1;
            ends &= ends - 1;
        }

        address = IpAddress.FromIPv4(value);
        return wrong == 0;
    }

    /// <summary>Groups of hexadecimal digits, with at most one <c>::</c>; no dotted tail, no zone, no brackets.</summary>
    private static bool TryReadIPv6(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        Span<ushort> groups = stackalloc ushort[8];
        var count = 0;
        var gap = -1;
        var position = 0;
        if (text.StartsWith("::"u8))
        {
            gap = 0;
            position = 2;
        }

        while (position < text.Length)
        {
            var start = position;
            var group = 0;
            for (; position < text.Length && HexValue(text[position]) is var digit and >= 0; position++)
            {
                group = (group << 4) | digit;
            }

            if (position == start || position - start > 4 || count == 8)
            {
                return false;
            }

            groups[count++] = (ushort)group;
            if (position == text.Length)
            {
                break;
            }

            if (text[position++] != ':' || position == text.Length)
            {
                return false;
            }

            if (text[position] == ':')
            {
                if (gap >= 0)
                {
                    return false;
                }

                gap = count;
                position++;
            }
        }

        return TryJoin(groups[..count], gap, out address);
    }

    private static bool TryJoin(ReadOnlySpan<ushort> groups, int gap, out IpAddress address)
    {
        address = default;
        if (gap < 0 ? groups.Length != 8 : groups.Length > 7)
        {
            return false;
        }

        UInt128 value = 0;
        for (var index = 0; index < groups.Length; index++)
        {
            if (index == gap)
            {
                value <<= 16 * (8 - groups.Length);
            }

            value = (value << 16) | groups[index];
        }

        if (gap == groups.Length)
        {
            value = groups.Length == 0 ? 0 : value << (16 * (8 - groups.Length));
        }

        address = new IpAddress((ulong)(value >> 64), (ulong)value);
        return true;
    }

    private static int HexValue(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => -1,
    };

    private static IpAddress ReadUnusual(ReadOnlySpan<byte> text)
    {
        Span<char> characters = stackalloc char[MaxLength];
        var length = Encoding.UTF8.GetChars(text, characters);
        return IpAddress.TryParse(characters[..length], out var address) ? address : default;
    }
}
