using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>One end of a connection as Envoy writes it.</summary>
/// <param name="Ip">None when there is no IP address in it.</param>
/// <param name="IsInternal">The connection does not leave the proxy: it enters or leaves a tunnel there. The address is that of the
/// pod at the other end of the tunnel, if it is told.</param>
internal readonly record struct RecordAddress(IpAddress Ip, ushort Port, bool IsInternal)
{
    /// <summary>Loopback (127.0.0.6 is how a sidecar calls its own application) is no address between pods.</summary>
    public RecordAddress OnWire => Ip.IsLoopback ? default : this;

    /// <summary>An address with its port, or <c>envoy://listener/address:port</c>; none for a pipe, a name, nothing.</summary>
    public static RecordAddress Read(ReadOnlySpan<byte> text, IpTextTable texts)
    {
        var isInternal = text.StartsWith("envoy://"u8);
        EndpointText.TryRead(isInternal ? text[(text.LastIndexOf((byte)'/') + 1)..] : text, texts, out var ip, out var port);
        return new RecordAddress(ip, port, isInternal);
    }
}
