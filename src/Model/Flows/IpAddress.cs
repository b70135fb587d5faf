using System.Buffers.Binary;
using System.Net;

namespace Windsock.Model.Flows;

/// <summary>An IPv4 or IPv6 address as a 16-byte value; IPv4 is held in its IPv4-mapped form (<c>::ffff:a.b.c.d</c>), so that
/// the two spellings of one address are equal. <c>default</c> is "no address". Zone ids are not kept.</summary>
public readonly record struct IpAddress(ulong High, ulong Low)
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    public bool IsNone => High == 0 && Low == 0;

    public bool IsIPv4 => High == 0 && (Low & 0xFFFF_FFFF_0000_0000) == MappedPrefix;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => IsIPv4 ? (uint)Low >> 24 == 127 : High == 0 && Low == 1;

    /// <summary>From the 32 bits in network order read as a big-endian number (10.0.0.1 is 0x0A000001).</summary>
    public static IpAddress FromIPv4(uint address) => new(0, MappedPrefix | address);

    /// <summary>From 4 or 16 bytes in network order; any other length is "no address".</summary>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => new IpAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])),
        _ => default,
    };

    /// <summary>Text as Kubernetes and Cilium write it; false for anything that is not an address, and for <c>::</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (!IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out var length);
        address = FromBytes(bytes[..length]);
        return !address.IsNone;
    }

    public override string ToString()
    {
        if (IsNone)
        {
            return "";
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes).ToString();
    }
}
