namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>What an attribute of a log record tells, by the keys of the recipe in docs/guides/otlp.md.</summary>
internal enum Label : byte
{
    Pod, Namespace, Node, Workload, Owner,
    Code, Flags, Details, Termination, TransportFailure,
    Cluster, Route, Authority, Method, Protocol, Type,
    UpstreamLocal, UpstreamHost, DownstreamRemote, DownstreamLocal,
    DownstreamPeer, UpstreamPeer, DownstreamTls, UpstreamTls, PeerMetadata,
    RequestId, Traceparent, Trace,
    Received, Sent, Duration, Attempts,

    /// <summary>How many there are.</summary>
    Count,
}
