namespace Windsock.FlowCollector.MeshMetrics.Exposition;

/// <summary>The counters that are read, of all that a proxy shows. Source: Istio's standard metrics.</summary>
internal enum MeshCounter : byte
{
    None,

    /// <summary><c>istio_requests_total</c>, by answer.</summary>
    Requests,

    /// <summary><c>istio_request_bytes_sum</c>: from the client to the server. Envoy works the sum of a histogram out from its buckets,
    /// so it is right to a few percent.</summary>
    RequestBytes,

    /// <summary><c>istio_response_bytes_sum</c>: from the server to the client; see <see cref="RequestBytes"/>.</summary>
    ResponseBytes,

    /// <summary><c>istio_tcp_received_bytes_total</c>: from the client to the server, whoever reports.</summary>
    TcpReceivedBytes,

    /// <summary><c>istio_tcp_sent_bytes_total</c>: from the server to the client, whoever reports: what the server sent. A source's
    /// own sending is in the other one (istio/istio#32399).</summary>
    TcpSentBytes,

    /// <summary><c>istio_tcp_connections_opened_total</c>.</summary>
    TcpOpened,

    /// <summary><c>istio_tcp_connections_closed_total</c>, with the flags of how they ended.</summary>
    TcpClosed,
}
