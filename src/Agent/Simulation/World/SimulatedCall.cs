using Windsock.Model.Calls;

namespace Windsock.Agent.Simulation.World;

/// <summary>One HTTP request or TCP connection between two pods as one of the proxies on its way saw it, before any encoding.</summary>
internal sealed record SimulatedCall
{
    public required SimulatedPod Client { get; init; }

    public required SimulatedPod Server { get; init; }

    public required MeshService Service { get; init; }

    /// <summary>The server's proxy saw it; otherwise the client's.</summary>
    public bool IsInbound { get; init; }

    /// <summary>Of the connection between the pods; 0 when the proxy cannot tell.</summary>
    public int ClientPort { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public TimeSpan Duration { get; init; }

    public CallProtocol Protocol { get; init; } = CallProtocol.Http11;

    /// <summary>Upper case; empty for TCP, as is <see cref="Path"/>.</summary>
    public string Method { get; init; } = "";

    public string Path { get; init; } = "";

    /// <summary>0 for TCP.</summary>
    public int Code { get; init; }

    /// <summary>Of <c>x-request-id</c>: both proxies see the same one. None for TCP.</summary>
    public Guid RequestId { get; init; }

    /// <summary>W3C trace id, empty when absent.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>HTTP headers from the client to the server.</summary>
    public long SentHeaderBytes { get; init; }

    /// <summary>What follows them; all of it for TCP.</summary>
    public long SentBodyBytes { get; init; }

    /// <summary>HTTP headers from the server to the client.</summary>
    public long ReceivedHeaderBytes { get; init; }

    /// <inheritdoc cref="SentBodyBytes"/>
    public long ReceivedBodyBytes { get; init; }

    /// <summary>Application bytes from the client to the server.</summary>
    public long SentBytes => SentHeaderBytes + SentBodyBytes;

    /// <summary>Application bytes from the server to the client.</summary>
    public long ReceivedBytes => ReceivedHeaderBytes + ReceivedBodyBytes;

    /// <summary>How the connection between the pods really was protected, whoever can tell.</summary>
    public TlsMode Security { get; init; }

    public ResponseFlags Flags { get; init; }

    /// <summary><c>response_code_details</c> as Envoy's access log service carries it, with its blanks.</summary>
    public string Details { get; init; } = "";

    public string TransportFailure { get; init; } = "";

    public int Attempts { get; init; } = 1;

    /// <summary>The proxy answered of itself: it chose no host.</summary>
    public bool IsAnsweredByProxy { get; init; }

    /// <summary>The next hop answered, with its metadata.</summary>
    public bool HasAnswer { get; init; } = true;

    /// <summary>Cilium shows the request too, under the same id.</summary>
    public bool IsSeenByCilium { get; init; }

    /// <summary>The pod of the proxy that saw it.</summary>
    public SimulatedPod Reporter => IsInbound ? Server : Client;
}
