using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Hubble.Decoding;

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

    /// <summary>Four decimal numbers up to 255 without leading zeros (those mean octal to the library).</summary>
    private static bool TryReadIPv4(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        Span<byte> padded = stackalloc byte[20];
        padded[16..].Clear();
        Vector128<byte>.Zero.CopyTo(padded);
        text.CopyTo(padded[4..]);

        var characters = Vector128.Create<byte>(padded[4..]);
        var dots = Vector128.Equals(characters, Vector128.Create((byte)'.')).ExtractMostSignificantBits();
        var digits = Vector128.LessThan(characters - Vector128.Create((byte)'0'), Vector128.Create((byte)10)).ExtractMostSignificantBits();
        if (BitOperations.PopCount(dots) != 3 || (dots | digits) != (1u << text.Length) - 1)
        {
            return false;
        }

        uint value = 0;
        var start = 0;
        var ends = dots | (1u << text.Length);
        for (var part = 0; part < 4; part++, ends &= ends - 1)
        {
            var end = BitOperations.TrailingZeroCount(ends);
            var length = end - start;

            // The four characters before the end; those before the start are shifted out.
            var word = BitConverter.ToUInt32(padded[end..]) & 0x0F0F_0F0F;
            word = length is >= 1 and <= 3 ? word >> (32 - (8 * length)) : uint.MaxValue;
            var number = length switch
            {
                1 => word,
                2 => ((word & 0xFF) * 10) + (word >> 8),
                _ => ((word & 0xFF) * 100) + (((word >> 8) & 0xFF) * 10) + (word >> 16),
            };
            if (number > 255 || (length > 1 && (word & 0xFF) == 0))
            {
                return false;
            }

            value = (value << 8) | number;
            start = end + 1;
        }

        address = IpAddress.FromIPv4(value);
        return true;
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
