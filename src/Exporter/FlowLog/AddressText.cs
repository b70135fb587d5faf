using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.Exporter.FlowLog;

/// <summary>An address as people write it.</summary>
internal static class AddressText
{
    /// <summary><c>10.0.0.1:5432</c>, <c>[fd00::1]:53</c>; without a port where the protocol has none. Empty without an address.</summary>
    public static string Of((IpAddress Ip, ushort Port) end, L4Protocol protocol)
    {
        if (end.Ip.IsNone)
        {
            return "";
        }

        var address = end.Ip.ToString();
        return protocol is not (L4Protocol.Tcp or L4Protocol.Udp or L4Protocol.Sctp) ? address
            : end.Ip.IsIPv4 ? string.Create(CultureInfo.InvariantCulture, $"{address}:{end.Port}")
            : string.Create(CultureInfo.InvariantCulture, $"[{address}]:{end.Port}");
    }
}
