using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Windsock.FlowCollector.Grpc;

/// <summary>Where a gRPC server listens: <c>unix:///path</c> or <c>host:port</c> (<c>[::1]:4244</c> for IPv6).</summary>
public sealed record GrpcAddress
{
    /// <summary>Room for a path in <c>sockaddr_un</c>, without the final zero.</summary>
    private const int MaxPathBytes = 107;

    private GrpcAddress(string text, string path, string host, int port)
    {
        Text = text;
        Path = path;
        Host = host;
        Port = port;
    }

    /// <summary>As configured.</summary>
    public string Text { get; }

    /// <summary>Path of the unix socket; empty for TCP.</summary>
    public string Path { get; }

    /// <summary>Name or address, without brackets; empty for a unix socket.</summary>
    public string Host { get; }

    /// <summary>1 to 65535; 0 for a unix socket.</summary>
    public int Port { get; }

    public bool IsUnix => Path.Length > 0;

    /// <summary>What goes into <c>:authority</c>.</summary>
    internal string Authority => IsUnix ? "localhost" : Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    /// <param name="reason">What is wrong and what is allowed, for the configuration's error line; empty on success.</param>
    public static bool TryParse(string text, out GrpcAddress? address, out string reason)
    {
        (address, reason) = text.StartsWith("unix:", StringComparison.Ordinal) ? ParseUnix(text) : ParseTcp(text);
        return address is not null;
    }

    /// <exception cref="FormatException">The address is not understood; the message says why.</exception>
    public static GrpcAddress Parse(string text) =>
        TryParse(text, out var address, out var reason) ? address! : throw new FormatException(reason);

    public override string ToString() => Text;

    private static (GrpcAddress? Address, string Reason) ParseUnix(string text)
    {
        var path = text.StartsWith("unix://", StringComparison.Ordinal) ? text["unix://".Length..] : text["unix:".Length..];
        if (!path.StartsWith('/') || path.Length < 2)
        {
            return (null, $"'{text}' names no socket: write unix:///absolute/path");
        }

        return System.Text.Encoding.UTF8.GetByteCount(path) > MaxPathBytes
            ? (null, $"'{text}': the path of a unix socket has at most {MaxPathBytes} bytes")
            : (new GrpcAddress(text, path, "", 0), "");
    }

    private static (GrpcAddress? Address, string Reason) ParseTcp(string text)
    {
        const string Allowed = "write unix:///path or host:port";
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return (null, $"'{text}': a scheme other than unix is not known; {Allowed} (TLS is switched on by the tls section)");
        }

        var colon = text.LastIndexOf(':');
        var isPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port);
        if (colon <= 0 || !isPort || port is < 1 or > 65535)
        {
            return (null, $"'{text}' has no port between 1 and 65535; {Allowed}");
        }

        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
        {
            return IPAddress.TryParse(inner, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
                ? (new GrpcAddress(text, "", inner, port), "")
                : (null, $"'{text}': between the brackets stands no IPv6 address");
        }

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            ? (new GrpcAddress(text, "", host, port), "")
            : (null, $"'{text}': '{host}' is not a host name; {Allowed}, IPv6 in brackets");
    }
}
