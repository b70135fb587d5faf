namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>Reads <c>%ACCESS_LOG_TYPE%</c>: the name of an envoy.data.accesslog.v3.AccessLogType.</summary>
internal static class LogType
{
    /// <summary>False for a record that is not the last of its request or connection.</summary>
    public static bool IsFinal(ReadOnlySpan<byte> name) => !(
        name.SequenceEqual("TcpUpstreamConnected"u8)
        || name.SequenceEqual("TcpPeriodic"u8)
        || name.SequenceEqual("TcpConnectionStart"u8)
        || name.SequenceEqual("DownstreamStart"u8)
        || name.SequenceEqual("DownstreamPeriodic"u8)
        || name.SequenceEqual("DownstreamTunnelSuccessfullyEstablished"u8)
        || name.SequenceEqual("UpstreamPoolReady"u8)
        || name.SequenceEqual("UpstreamPeriodic"u8)
        || name.SequenceEqual("UdpTunnelUpstreamConnected"u8)
        || name.SequenceEqual("UdpPeriodic"u8));
}
