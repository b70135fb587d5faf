namespace Windsock.FlowCollector.Grpc;

/// <summary>Tells from the first bytes of a plaintext server what it is, when it is not HTTP/2.</summary>
internal static class ServerGreeting
{
    /// <summary>Null when the bytes may be HTTP/2 (which begins with a SETTINGS frame), else what is wrong and what to do.</summary>
    public static string? Refuse(ReadOnlySpan<byte> first, GrpcChannelOptions options) =>
        first.StartsWith("HTTP/"u8)
            ? $"{options.Address} speaks HTTP/1, not gRPC: set {options.Section}.address to the gRPC port"
        : first.Length >= 2 && first[0] is 0x15 or 0x16 && first[1] == 0x03
            ? $"{options.Address} speaks TLS: set {options.Section}.tls (caFile, and certFile and keyFile when it asks for a client certificate)"
        : first.Length >= 4 && first[3] != 0x04
            ? $"{options.Address} does not speak HTTP/2: set {options.Section}.address to the gRPC port"
            : null;
}
