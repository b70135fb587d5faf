using System.Buffers.Text;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Wire;

/// <summary>Reads an address and a port as Envoy writes them in one text: <c>10.0.0.1:80</c> or <c>[::1]:80</c>.</summary>
internal static class EndpointText
{
    /// <returns>False for anything else; then both are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, IpTextTable texts, out IpAddress ip, out ushort port)
    {
        ip = default;
        port = 0;
        var colon = text.LastIndexOf((byte)':');
        if (colon <= 0 || !Utf8Parser.TryParse(text[(colon + 1)..], out ushort number, out var length) || length != text.Length - colon - 1)
        {
            return false;
        }

        var host = text[..colon];
        host = host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;
        ip = texts.Read(host);
        port = ip.IsNone ? (ushort)0 : number;
        return !ip.IsNone;
    }
}
