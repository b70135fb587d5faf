using System.Collections.Immutable;
using System.Globalization;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Calls;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>Works out from what really happened which counters an entry of an access log must raise, by how docs/reference/metrics.md
/// defines them: a side's own proxy counts for it, the server's counts for a client that has none.</summary>
internal static class CallJudge
{
    private const string Other = "other";

    /// <param name="call">As a proxy of this node saw it.</param>
    public static CallOutcome Judge(SimulatedCall call)
    {
        var raises = ImmutableArray.CreateBuilder<CallAmount>();
        TrueSeries? connection = null;
        if (call.IsInbound && IsTaskHere(call.Server))
        {
            connection = Count(call, call.Server, "ingress", PublicSpelling.Of(call.Security), raises);
        }

        if (IsTaskHere(call.Client) && (!call.IsInbound || IsOnlyTeller(call)))
        {
            connection = Count(call, call.Client, "egress", call.IsInbound ? PublicSpelling.Of(call.Security) : "unknown", raises);
        }

        var kind = call.IsInbound && call.Server.IsLocal ? KindOf(call.Server) : TrueOwnerKind.Other;
        var clientKind = call.Client.IsLocal ? KindOf(call.Client) : TrueOwnerKind.Other;
        return new CallOutcome(clientKind < kind ? clientKind : kind, raises.ToImmutable(), connection, call);
    }

    private static bool IsTaskHere(SimulatedPod pod) => pod is { IsLocal: true, IsShown: true, Owner.Kind: TrueOwnerKind.Task };

    private static TrueOwnerKind KindOf(SimulatedPod pod) => pod.IsShown ? pod.Owner.Kind : TrueOwnerKind.Other;

    /// <summary>The client has no proxy, and Cilium does not show its requests.</summary>
    private static bool IsOnlyTeller(SimulatedCall call) => call is { Client.Sidecar: null, Security: not TlsMode.Mutual, IsSeenByCilium: false };

    private static TrueSeries? Count(SimulatedCall call, SimulatedPod side, string direction, string tls, ImmutableArray<CallAmount>.Builder raises)
    {
        (string, string)[] ids = [("namespace", side.Owner.Namespace), ("dag_id", side.Owner.DagId), ("task_id", side.Owner.TaskId)];
        var isClient = direction == "egress";
        var (sent, received) = isClient ? (call.SentBytes, call.ReceivedBytes) : (call.ReceivedBytes, call.SentBytes);
        raises.Add(new CallAmount(TrueSeries.Of("windsock_sent_bytes_total", [.. ids, ("direction", direction)]), sent));
        raises.Add(new CallAmount(TrueSeries.Of("windsock_received_bytes_total", [.. ids, ("direction", direction)]), received));
        if (call.Protocol > CallProtocol.Tcp)
        {
            var code = call.Code is >= 100 and <= 599 ? call.Code.ToString(CultureInfo.InvariantCulture) : Other;
            raises.Add(new CallAmount(
                TrueSeries.Of("windsock_http_requests_total", [.. ids, ("direction", direction), ("method", call.Method), ("code", code)]), 1));
        }

        // A connection whose addresses the proxy does not tell cannot be known again.
        return call.ClientPort == 0 ? null : TrueSeries.Of("windsock_tls_connections_total", [.. ids, ("tls", tls)]);
    }
}
