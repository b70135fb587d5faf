using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Peers;

/// <summary>The CIDR of an endpoint that policies know by its address block.</summary>
internal static class Cidrs
{
    private const string Prefix = "cidr:";

    /// <summary>The longest of its <c>cidr:</c> labels (older Cilium lists all blocks around it); empty when there is none, when
    /// it is the whole address space, or when it is a single public address, which is no name for a metric.</summary>
    public static string Of(Endpoint endpoint)
    {
        var best = "";
        var bestLength = 0;
        foreach (var label in endpoint.Labels)
        {
            if (label.StartsWith(Prefix, StringComparison.Ordinal) && Parse(label[Prefix.Length..], out var cidr, out var length)
                && length > bestLength)
            {
                best = cidr;
                bestLength = length;
            }
        }

        return best;
    }

    private static bool Parse(string text, out string cidr, out int length)
    {
        // Labels cannot hold the colons of IPv6, so Cilium writes hyphens (and a zero beside a leading or final pair, still an address).
        cidr = text.Replace('-', ':');
        length = 0;
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !int.TryParse(cidr.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length)
            || !IpAddress.TryParse(cidr.AsSpan(0, slash), out var address))
        {
            return false;
        }

        var isSingle = length >= (address.IsIPv4 ? 32 : 128);
        return !isSingle || IsPrivate(address);
    }

    private static bool IsPrivate(IpAddress address)
    {
        if (!address.IsIPv4)
        {
            // Unique local addresses, fc00::/7.
            return address.High >> 57 == 0xFC >> 1;
        }

        var bits = (uint)address.Low;
        return bits >> 24 == 10 || bits >> 20 == 0xAC1 || bits >> 16 == 0xC0A8;
    }
}
