using Windsock.Evaluation.Traces.Runs;
using Windsock.Model.Calls;
using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Encoding;

/// <summary>What the proxies of both ends log of one connection.</summary>
internal static class CallEncoder
{
    /// <summary>By the client's own sidecar, which knows the bytes and not whether the server's end was protected.</summary>
    public static Call ByClient(TryRun attempt, Dial dial)
    {
        var call = Of(attempt, dial, CallReporter.Client);
        var isUp = dial.Outcome is DialOutcome.Established or DialOutcome.Reset;
        call.ServerPrincipal = isUp && dial.Tls == TlsMode.Mutual ? dial.Target.Principal : "";
        if (!isUp)
        {
            call.Flags = ResponseFlags.UpstreamConnectionFailure;
            call.Code = call.Protocol == CallProtocol.Tcp ? (ushort)0 : (ushort)503;
            call.Details = call.Code == 0 ? "" : "upstream_reset_before_response_started{connection_timeout}";
            (call.SentBytes, call.ReceivedBytes) = (0, 0);
        }

        return call;
    }

    /// <summary>By the server's, which verifies who calls.</summary>
    public static Call ByServer(TryRun attempt, Dial dial)
    {
        var call = Of(attempt, dial, CallReporter.Server);
        call.Tls = dial.Tls;
        call.ClientPrincipal = dial.Tls != TlsMode.Mutual ? "" : dial.ClientPrincipal.Length > 0 ? dial.ClientPrincipal : attempt.Principal;
        return call;
    }

    private static Call Of(TryRun attempt, Dial dial, CallReporter reporter) => new()
    {
        Time = dial.At,
        DurationNanoseconds = dial.Duration.Ticks * TimeSpan.NanosecondsPerTick,
        RequestId = new FlowId((ulong)attempt.Ip.Low, ((ulong)dial.At.UnixNanoseconds << 8) ^ dial.ClientPort),
        ClientIp = attempt.Ip,
        ServerIp = dial.Ip,
        ClientPort = dial.ClientPort,
        ServerPort = dial.Port,
        Client = attempt.Endpoint,
        Server = dial.Target.Endpoint,
        Service = dial.Target.Service,
        Host = dial.Target.Service is null ? dial.Target.Host : "",
        NodeName = attempt.Owner.NodeName,
        Details = dial.HttpCode > 0 ? "via_upstream" : "",
        Method = dial.HttpCode > 0 ? "GET" : "",
        SentBytes = dial.SentBytes,
        ReceivedBytes = dial.ReceivedBytes,
        Code = dial.HttpCode,
        Reporter = reporter,
        Protocol = dial.HttpCode > 0 ? CallProtocol.Http11 : CallProtocol.Tcp,
    };
}
