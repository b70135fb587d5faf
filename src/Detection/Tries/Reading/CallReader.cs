using Windsock.Detection.Connections;
using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tries.Reading;

/// <summary>Writes calls that mesh proxies reported into the ledger of a try. The side's own proxy says how often and with which answer
/// (docs/decisions, one owner per request); why a call failed is taken from whoever knows.</summary>
internal sealed class CallReader(IPeerNaming naming)
{
    private readonly IncreaseReader _increases = new(naming);

    /// <summary>When the proxy was done with it: never after it was received, whatever the clock of the proxy's node or the entry says.</summary>
    public static Instant EndOf(in Call call, Instant receivedAt)
    {
        var end = call.Time.IsMissing ? receivedAt
            : call.DurationNanoseconds > 0 ? call.Time.Add(TimeSpan.FromTicks(call.DurationNanoseconds / TimeSpan.NanosecondsPerTick))
            : call.Time;
        return end > receivedAt ? receivedAt : end;
    }

    /// <summary>The try is the client of the call.</summary>
    /// <returns>True when it may change what is said about the try.</returns>
    public bool ReadAsClient(in Call call, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        if (call.IsIncrease)
        {
            return _increases.ReadAsClient(call, attribution, pod, at);
        }

        pod.HasClientLog |= call.Reporter == CallReporter.Client;
        pod.HasClientProxy |= call.Reporter == CallReporter.Client;
        var failure = call.IsFinal ? MeshFailures.Of(call) : null;
        var owns = call.IsFinal && OwnsClient(call, pod) && at > pod.ClientCountedUntil;
        if (!owns && failure is null && call.ServerPrincipal.Length == 0)
        {
            return false;
        }

        var name = naming.NameOf(attribution.ServerAsPeer, pod.Owner.PodUid, call.ServerIp, at);
        if (pod.Ledger.PeerOf(PeerKey.Of(name, TrafficDirection.Egress, L4Protocol.Tcp, call.ServerPort)) is not { } peer)
        {
            return false;
        }

        peer.Principal = call.ServerPrincipal.Length > 0 && call.Tls != TlsMode.Plaintext ? call.ServerPrincipal : peer.Principal;
        if (owns && call.Reporter == CallReporter.Client)
        {
            pod.Ledger.Traffic.ObserveBytes(peer.Key.Name, call.SentBytes);
        }

        if (owns)
        {
            Count(call, failure, peer, pod.Ledger, at);
        }

        if (failure is { Class.Cause: not FailureCause.NoneSeen } told && !pod.Ledger.Explained.Contains(call.RequestId))
        {
            pod.Ledger.Explained.Add(call.RequestId);
            peer.ObserveMeshFailure(MeshTally.Of(call, told, at));
        }

        return owns || failure is not null;
    }

    /// <summary>The try is the server of the call.</summary>
    public static void ReadAsServer(in Call call, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        if (call.IsIncrease)
        {
            IncreaseReader.ReadAsServer(call, attribution, pod, at);
            return;
        }

        if (call.Reporter != CallReporter.Server || !call.IsFinal)
        {
            return;
        }

        pod.HasServerLog = true;
        pod.HasServerProxy = true;
        var key = PeerKey.Of(attribution.ClientAsPeer, TrafficDirection.Ingress, L4Protocol.Tcp, call.ServerPort);
        if (pod.Ledger.PeerOf(key) is { } peer)
        {
            peer.Principal = call.ClientPrincipal.Length > 0 && call.Tls == TlsMode.Mutual ? call.ClientPrincipal : peer.Principal;
            if (call.Code > 0 && at > pod.ServerCountedUntil)
            {
                peer.ObserveHttp(call.Code, at);
            }
        }
    }

    private static void Count(in Call call, MeshFailure? failure, PeerLedger peer, TryLedger ledger, Instant at)
    {
        if (call.Code == 0)
        {
            if (call.Protocol == CallProtocol.Tcp && failure is null && call.Flags == ResponseFlags.None)
            {
                peer.ObserveGoodCall(at);
            }

            return;
        }

        if (ledger.SeenByCilium.Contains(call.RequestId))
        {
            return;
        }

        peer.ObserveHttp(call.Code, at);
        if (call.Code >= 400)
        {
            ledger.Timeline.Add(at, TryTimeline.Http, peer.AnswerWords(call.Code, call.Method));
        }
    }

    private static bool OwnsClient(in Call call, PodRecord pod) => call.Reporter == CallReporter.Client
        || (call.Reporter == CallReporter.Server && call.Tls is TlsMode.Plaintext or TlsMode.Simple
            && !pod.HasClientProxy && !pod.HasRequestsSeenByCilium);
}
