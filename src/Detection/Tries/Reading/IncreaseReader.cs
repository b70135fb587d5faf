using Windsock.Detection.Connections;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries.Reading;

/// <summary>Writes what a proxy's counters grew by into the ledger of a try: how often which answer came, and which flags. A side with
/// an access log, or whose requests Cilium shows, has a better witness. Nothing goes into the timeline: of what happened between two
/// looks the order is not known.</summary>
internal sealed class IncreaseReader(IPeerNaming naming)
{
    // In one look nobody knows which answer came last. A good one is taken for the last: trouble that may be over is no cause.
    private static readonly TimeSpan BeforeTheGoodOnes = TimeSpan.FromTicks(-1);

    /// <returns>True when it may change what is said about the try.</returns>
    public bool ReadAsClient(in Call call, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        if (call.Reporter != CallReporter.Client || pod.HasClientLog)
        {
            return false;
        }

        pod.HasClientProxy |= call is { Protocol: > CallProtocol.Tcp, Count: > 0 } && !pod.HasRequestsSeenByCilium;
        if (call is { Count: <= 0, SentBytes: <= 0, ServerPrincipal.Length: 0 })
        {
            return false;
        }

        var name = naming.NameOf(attribution.ServerAsPeer, pod.Owner.PodUid, call.ServerIp, at);
        pod.Ledger.Traffic.ObserveBytes(name.Name, call.SentBytes);
        if (call.Count <= 0 && call.ServerPrincipal.Length == 0)
        {
            return false;
        }

        if (pod.Ledger.PeerOf(PeerKey.Of(name, TrafficDirection.Egress, L4Protocol.Tcp, call.ServerPort)) is not { } peer)
        {
            return false;
        }

        peer.Principal = call.ServerPrincipal.Length > 0 && call.Tls != TlsMode.Plaintext ? call.ServerPrincipal : peer.Principal;
        if (call.Count > 0)
        {
            pod.ClientCountedUntil = at > pod.ClientCountedUntil ? at : pod.ClientCountedUntil;
            Count(call, peer, pod.HasRequestsSeenByCilium, at);
        }

        return call.Count > 0;
    }

    public static void ReadAsServer(in Call call, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        if (call.Reporter != CallReporter.Server || pod.HasServerLog || pod.HasServedRequestsSeenByCilium || call is not { Count: > 0, Code: > 0 })
        {
            return;
        }

        pod.HasServerProxy = true;
        pod.ServerCountedUntil = at > pod.ServerCountedUntil ? at : pod.ServerCountedUntil;
        var key = PeerKey.Of(attribution.ClientAsPeer, TrafficDirection.Ingress, L4Protocol.Tcp, call.ServerPort);
        if (pod.Ledger.PeerOf(key) is { } peer)
        {
            peer.Principal = call.ClientPrincipal.Length > 0 && call.Tls == TlsMode.Mutual ? call.ClientPrincipal : peer.Principal;
            peer.ObserveHttp(call.Code, call.Code < 400 ? at : at.Add(BeforeTheGoodOnes), call.Count);
        }
    }

    private static void Count(in Call call, PeerLedger peer, bool isShownByCilium, Instant at)
    {
        var failure = MeshFailures.Of(call);
        if (failure is { Class.Cause: not Model.Tries.FailureCause.NoneSeen } told)
        {
            peer.ObserveMeshFailure(MeshTally.Of(call, told, at.Add(BeforeTheGoodOnes)));
        }

        if (call.Code > 0 && !isShownByCilium)
        {
            peer.ObserveHttp(call.Code, call.Code < 400 ? at : at.Add(BeforeTheGoodOnes), call.Count);
        }
        else if (call is { Protocol: CallProtocol.Tcp, Flags: ResponseFlags.None, TerminationDetails.Length: 0 } && failure is null)
        {
            peer.ObserveGoodCall(at);
        }
    }
}
