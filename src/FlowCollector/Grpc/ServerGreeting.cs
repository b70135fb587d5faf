namespace Windsock.FlowCollector.Grpc;

/// <summary>Tells from the first bytes of a server what it is, when it is not what the configuration says.</summary>
internal static class ServerGreeting
{
    private const byte TlsAlert = 0x15;
    private const byte TlsHandshake = 0x16;
    private const byte TlsMajorVersion = 0x03;

    // Types of HTTP/2 frames a server may begin with: SETTINGS, or GOAWAY if it knows HTTP/2 well enough to refuse it.
    private const byte Settings = 0x04;
    private const byte GoAway = 0x07;

    /// <summary>Null when the bytes may be those of the server that was meant, else what is wrong and what to do.</summary>
    public static string? Refuse(ReadOnlySpan<byte> first, GrpcChannelOptions options)
    {
        var (address, section) = (options.Address, options.Section);
        var isTls = first.Length < 2 || (first[0] is TlsAlert or TlsHandshake && first[1] == TlsMajorVersion);
        if (options.Tls.IsEnabled)
        {
            return isTls ? null : $"{address} does not answer with TLS: empty {section}.tls for a plaintext server, or set {section}.address to the TLS port";
        }

        return first.StartsWith("HTTP/"u8)
                ? $"{address} speaks HTTP/1, not gRPC: set {section}.address to the gRPC port"
            : first.Length >= 2 && isTls
                ? $"{address} speaks TLS: set {section}.tls (caFile, and certFile and keyFile when it asks for a client certificate)"
            : first.Length >= 4 && first[3] is not (Settings or GoAway)
                ? $"{address} does not speak HTTP/2: set {section}.address to the gRPC port"
                : null;
    }
}
