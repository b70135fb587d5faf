using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>Says which addresses no receiver of alerts has. Pure.</summary>
internal static class AddressGuard
{
    /// <summary>Metadata services of clouds that are not link-local: AWS and its EKS agents over IPv6, Google over IPv6, Alibaba, Azure's
    /// wire server, Oracle's older one.</summary>
    private static readonly ImmutableArray<IPAddress> Metadata =
    [
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd00:ec2::23"),
        IPAddress.Parse("fd20:ce::254"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("192.0.0.192"),
    ];

    /// <summary>What the address is, in words, when it must not be connected to; else null. An IPv4 address within an IPv6 one is looked at
    /// as what it leads to.</summary>
    /// <param name="allowsLinkLocal">Link-local addresses and metadata services are fine.</param>
    public static string? Refuse(IPAddress address, bool allowsLinkLocal)
    {
        var inner = Embedded(address) ?? address;
        if (IsNowhere(inner))
        {
            return "is no address of one host";
        }

        return allowsLinkLocal ? null
            : Metadata.Contains(inner) ? "is the metadata service of a cloud"
            : IsLinkLocal(inner) ? "is link-local, where metadata services of clouds are"
            : null;
    }

    /// <summary>Unspecified, "this network", multicast, reserved, broadcast.</summary>
    private static bool IsNowhere(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any);
        }

        var first = address.GetAddressBytes()[0];
        return first is 0 or >= 224;
    }

    private static bool IsLinkLocal(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6LinkLocal;
        }

        var bytes = address.GetAddressBytes();
        return bytes[0] == 169 && bytes[1] == 254;
    }

    /// <summary>The IPv4 address that an IPv6 one stands for: mapped (::ffff:a.b.c.d), compatible (::a.b.c.d), through NAT64 (64:ff9b::/96
    /// and 64:ff9b:1::/48) or 6to4 (2002::/16).</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        if (bytes[0] == 0x20 && bytes[1] == 0x02)
        {
            return new IPAddress(bytes.AsSpan(2, 4));
        }

        var isNat64 = bytes.AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0x00, 0x64, 0xff, 0x9b]) && bytes[4] == 0 && bytes[5] <= 1;
        var isCompatible = bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 && (bytes[12] | bytes[13] | bytes[14]) != 0;
        return isNat64 || isCompatible ? new IPAddress(bytes.AsSpan(12, 4)) : null;
    }
}
