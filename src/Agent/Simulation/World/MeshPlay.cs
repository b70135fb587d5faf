using Windsock.Model.Calls;

namespace Windsock.Agent.Simulation.World;

/// <summary>One connection between two pods of which at least one has a sidecar, while a conversation plays it: its packets, straight
/// from pod to pod as the wire has them, and what each sidecar writes of the calls over it. The requests are encrypted, or passed on
/// where Cilium's proxy does not look: Cilium shows none, unless it is said.</summary>
internal sealed class MeshPlay
{
    /// <summary>Port of ztunnel, the proxy of an ambient node.</summary>
    public const int TunnelPort = 15_008;

    private const int DenialBytes = 19;
    private const int UnreachedBytes = 95;
    private static readonly TimeSpan Hop = TimeSpan.FromMicroseconds(300);

    private readonly Conversation _talk;
    private readonly MeshService _service;
    private readonly TlsMode _security;
    private readonly TcpPlay _wire;
    private readonly TimeSpan _beginning;
    private bool _isSeenByCilium;

    /// <param name="security">Mutual: both ends have a sidecar, or the ambient mesh stands in for the server's.</param>
    public MeshPlay(Conversation talk, MeshService service, TlsMode security)
    {
        (_talk, _service, _security, _beginning) = (talk, service, security, talk.At);
        _wire = talk.Tcp(FlowEnd.Of(service.Pod), service.IsAmbient ? TunnelPort : service.TargetPort);
    }

    public MeshPlay Open()
    {
        _wire.Open();
        if (_security == TlsMode.Mutual)
        {
            _wire.Send(0.001);
        }

        return this;
    }

    /// <summary>Cilium's own proxy shows the requests from here on too: they are plain, and a policy sends them there.</summary>
    public MeshPlay SeenByCilium()
    {
        _isSeenByCilium = true;
        return this;
    }

    /// <summary>A request that the server answers.</summary>
    public MeshPlay Request(string method, string path, int code, long sent = 0, long received = 0)
    {
        var call = Begin(method, path) with { Code = code, SentBodyBytes = sent, ReceivedBodyBytes = received, Details = "via_upstream" };
        if (_isSeenByCilium)
        {
            _wire.Request(method, $"http://{_service.Host}:{_service.Port}{path}", code, call.RequestId);
        }

        Exchange(call, call);
        return this;
    }

    /// <summary>A request that the server's sidecar answers with 403, without asking its application.</summary>
    /// <param name="details">Why, as it writes it.</param>
    public MeshPlay Denied(string method, string path, string details)
    {
        var call = Begin(method, path) with { Code = 403, ReceivedBodyBytes = DenialBytes };
        Exchange(call with { Details = "via_upstream" }, call with { Details = details, IsAnsweredByProxy = true, HasAnswer = false });
        return this;
    }

    /// <summary>The whole connection was one: the sidecars write one entry when it ends.</summary>
    public void CloseTcp(long sent, long received)
    {
        var call = Begin("", "") with
        {
            Protocol = CallProtocol.Tcp,
            RequestId = Guid.Empty,
            TraceId = "",
            StartedAt = _talk.TimeOf(_beginning),
            SentHeaderBytes = 0,
            SentBodyBytes = sent,
            ReceivedHeaderBytes = 0,
            ReceivedBodyBytes = received,
        };
        _wire.Close(0.001);
        LogBoth(call with { Duration = _talk.At - _beginning }, call with { Duration = _talk.At - _beginning });
    }

    public void Close() => _wire.Close();

    /// <summary>A client that sends its request in the clear to a server that takes mutual TLS only: the server's proxy breaks off
    /// before it knows what was asked, and writes nothing of it.</summary>
    public void BrokenOff(string method, string path)
    {
        var call = Begin(method, path) with
        {
            Code = 503,
            Flags = ResponseFlags.UpstreamConnectionTermination,
            Details = "upstream_reset_before_response_started{connection_termination}",
            ReceivedBodyBytes = UnreachedBytes,
            HasAnswer = false,
        };
        var begun = _talk.At;
        _wire.Send(0.001).ResetByServer();
        _talk.Log(call with { Duration = _talk.At - begun });
    }

    /// <summary>A request whose sidecar finds the server's certificate not valid: it tries three times, closes each connection in the
    /// handshake, and writes one entry. The server's proxy writes none: nothing was asked.</summary>
    /// <param name="why">What the sidecar's TLS library says.</param>
    public static void Untrusted(Conversation talk, MeshService service, string method, string path, string why)
    {
        const int Attempts = 3;
        var begun = talk.At;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var play = talk.Mesh(service).Open();
            play.Close();
            if (attempt == Attempts)
            {
                var reason = $"TLS_error:|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: {why}:TLS_error_end";
                talk.Log(play.Begin(method, path) with
                {
                    StartedAt = talk.TimeOf(begun),
                    Duration = talk.At - begun,
                    Code = 503,
                    Flags = ResponseFlags.UpstreamConnectionFailure | ResponseFlags.UpstreamRetryLimitExceeded,
                    Details = $"upstream_reset_before_response_started{{remote_connection_failure|{reason}}}",
                    TransportFailure = reason,
                    ReceivedBodyBytes = UnreachedBytes,
                    Attempts = Attempts,
                    HasAnswer = false,
                });
            }

            talk.Wait(0.03);
        }
    }

    private SimulatedCall Begin(string method, string path) => new()
    {
        Client = _talk.Pod,
        Server = _service.Pod,
        Service = _service,
        ClientPort = _service.IsAmbient ? 0 : _wire.Connection.ClientPort,
        StartedAt = _talk.TimeOf(_talk.At),
        Method = method,
        Path = path,
        SentHeaderBytes = 480 + path.Length,
        ReceivedHeaderBytes = 190 + method.Length,
        RequestId = _talk.Random.NextGuid(),
        TraceId = _talk.Random.OneIn(2) ? _talk.Random.Hex(32) : "",
        Security = _security,
        IsSeenByCilium = _isSeenByCilium,
    };

    private void Exchange(SimulatedCall client, SimulatedCall server)
    {
        var begun = _talk.At;
        _wire.Send(_talk.Random.Between(2, 40) / 1_000.0);
        var duration = _talk.At - begun;
        LogBoth(client with { Duration = duration }, server with { StartedAt = server.StartedAt + Hop, Duration = duration - (2 * Hop) });
    }

    private void LogBoth(SimulatedCall client, SimulatedCall server)
    {
        if (server.Server.Sidecar is not null)
        {
            _talk.Log(server with { IsInbound = true });
        }

        if (client.Client.Sidecar is not null)
        {
            _talk.Log(client);
        }
    }
}
