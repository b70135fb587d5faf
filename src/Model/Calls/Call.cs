using Windsock.Model.Flows;

namespace Windsock.Model.Calls;

/// <summary>One call as one proxy of a service mesh reported it: an HTTP request, or a TCP connection of which nothing more is
/// known; or what a proxy's counters grew by, see <see cref="IsIncrease"/>. A value with references to interned objects, like <see cref="Flow"/>; written once by a decoder and read-only from the
/// moment it is in a <see cref="CallBatch"/>. What the proxy did not say is unknown, never guessed. Pass it by <c>in</c>: it is
/// about 300 bytes.</summary>
public struct Call
{
    public Call()
    {
    }

    /// <summary>When the request or the connection began; <see cref="Instant.Missing"/> when the proxy gave no usable time.</summary>
    public Instant Time { get; set; }

    /// <summary>From there to the end, in nanoseconds; -1 when it is not told.</summary>
    public long DurationNanoseconds { get; set; } = -1;

    /// <summary>The UUID of <c>x-request-id</c>, which the entries of both ends' proxies share; none when it is absent or no UUID.</summary>
    public FlowId RequestId { get; set; }

    /// <summary>W3C trace id; none when it is absent.</summary>
    public FlowId TraceId { get; set; }

    /// <summary>Client of the connection on the wire between the pods, as Hubble sees it; never an application's own socket inside
    /// its pod, never 127.0.0.6. None when the entry does not tell.</summary>
    public IpAddress ClientIp { get; set; }

    /// <inheritdoc cref="ClientIp"/>
    public IpAddress ServerIp { get; set; }

    /// <summary>Zero when the entry does not tell; so is <see cref="ServerPort"/>.</summary>
    public ushort ClientPort { get; set; }

    public ushort ServerPort { get; set; }

    /// <summary>Who called, as far as it is told; never null. The end whose proxy reports is described by that proxy's own identity.</summary>
    public Endpoint Client { get; set; } = Endpoint.None;

    /// <inheritdoc cref="Client"/>
    public Endpoint Server { get; set; } = Endpoint.None;

    /// <summary>The Kubernetes service that was called; null when it is none or not told.</summary>
    public ServiceName? Service { get; set; }

    /// <summary>The host that was called when it is no Kubernetes service of this cluster, in lower case; empty when not told.</summary>
    public string Host { get; set; } = "";

    /// <summary>Kubernetes name of the node of the proxy that reports; empty when not told.</summary>
    public string NodeName { get; set; } = "";

    /// <summary>SPIFFE id of the client as its peer's proxy verified it, with its scheme; empty when not told.</summary>
    public string ClientPrincipal { get; set; } = "";

    /// <inheritdoc cref="ClientPrincipal"/>
    public string ServerPrincipal { get; set; } = "";

    /// <summary><c>response_code_details</c>, every blank as <c>_</c>; empty when not told. Bounded in length.</summary>
    public string Details { get; set; } = "";

    /// <summary>Why the transport to the server failed, every blank as <c>_</c>; empty when it did not. Bounded in length.</summary>
    public string TransportFailure { get; set; } = "";

    /// <summary><c>connection_termination_details</c>, every blank as <c>_</c>; empty when not told. Bounded in length.</summary>
    public string TerminationDetails { get; set; } = "";

    /// <summary>The proxy's route (<c>block_all</c>, <c>allow_any</c>, a name from a VirtualService); empty when not told.</summary>
    public string Route { get; set; } = "";

    /// <summary>Upper case; empty for TCP and for methods outside of the public list.</summary>
    public string Method { get; set; } = "";

    /// <summary>Application bytes from the client to the server; -1 when not told.</summary>
    public long SentBytes { get; set; } = -1;

    /// <summary>Application bytes from the server to the client; -1 when not told.</summary>
    public long ReceivedBytes { get; set; } = -1;

    public ResponseFlags Flags { get; set; }

    /// <summary>How many requests, or TCP connections that ended, this stands for: 1 unless it is an increase. 0 when nothing of that
    /// kind happened and only bytes or new connections are told. Not negative.</summary>
    public int Count { get; set; } = 1;

    /// <summary>TCP connections that were opened, for an increase; 0 when none was, and always for a single call, which is known by
    /// its addresses. Not negative.</summary>
    public int Connections { get; set; }

    /// <summary>HTTP status code; 0 for TCP and when there was no response.</summary>
    public ushort Code { get; set; }

    /// <summary>Attempts that the proxy made towards the server; 0 when not told.</summary>
    public ushort Attempts { get; set; }

    public CallReporter Reporter { get; set; }

    public CallProtocol Protocol { get; set; }

    public TlsMode Tls { get; set; }

    /// <summary>What counters of the proxy grew by since it was looked at before, up to <see cref="Time"/>: without ids, addresses of
    /// the peer, method, duration or order.</summary>
    public bool IsIncrease { get; set; }

    /// <summary>False for a report in the middle of a long connection: its bytes come again in the last one.</summary>
    public bool IsFinal { get; set; } = true;
}
