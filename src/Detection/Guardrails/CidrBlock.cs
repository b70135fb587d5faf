using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Detection.Guardrails;

/// <summary>A block of IP addresses of one family.</summary>
/// <param name="Network">Its first address.</param>
/// <param name="Prefix">Leading bits that its addresses have in common: 0 to 32 for IPv4, 0 to 128 for IPv6.</param>
public readonly record struct CidrBlock(IpAddress Network, int Prefix)
{
    private const int MappedBits = 96;

    private int Bits => Network.IsIPv4 ? Prefix + MappedBits : Prefix;

    /// <summary>Text such as <c>10.20.0.0/16</c>; false for anything else. An address with bits beyond the prefix is cut to its block:
    /// <paramref name="isExact"/> is then false.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CidrBlock block, out bool isExact)
    {
        block = default;
        isExact = false;
        var slash = text.IndexOf('/');
        if (slash < 0 || !IpAddress.TryParse(text[..slash], out var address)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix)
            || prefix > (address.IsIPv4 ? 32 : 128))
        {
            return false;
        }

        var bits = address.IsIPv4 ? prefix + MappedBits : prefix;
        var network = Number(address) & Mask(bits);
        block = new CidrBlock(new IpAddress((ulong)(network >> 64), (ulong)network), prefix);
        isExact = network == Number(address);
        return true;
    }

    /// <summary>Every address of <paramref name="other"/> is one of this block.</summary>
    public bool Contains(CidrBlock other) =>
        Network.IsIPv4 == other.Network.IsIPv4 && other.Prefix >= Prefix && ((Number(Network) ^ Number(other.Network)) & Mask(Bits)) == 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{Prefix}");

    private static UInt128 Number(IpAddress address) => new(address.High, address.Low);

    private static UInt128 Mask(int bits) => bits == 0 ? UInt128.Zero : UInt128.MaxValue << (128 - bits);
}
