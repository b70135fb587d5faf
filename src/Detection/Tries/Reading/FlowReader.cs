using Windsock.Detection.Connections;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries.Reading;

/// <summary>Writes what single flow events tell beyond their connections into the ledger of a try: answers of HTTP and DNS, dropped
/// packets, refusals by a service's own address.</summary>
internal sealed class FlowReader
{
    private const uint NoError = 0;
    private const uint Refused = 5;
    private const uint Forbidden = 403;
    private const int MaxNameLength = 253;
    private const byte VerdictEvent = 5;

    /// <summary>Linux takes the ports of clients from here on.</summary>
    private const ushort FirstEphemeralPort = 32_768;

    private readonly IPeerNaming _naming;
    private readonly string _clusterDomain;

    /// <param name="clusterDomain">In lower case, without dots around it.</param>
    public FlowReader(IPeerNaming naming, string clusterDomain) => (_naming, _clusterDomain) = (naming, clusterDomain);

    /// <summary>Most events are packets of connections, and there is nothing more to them.</summary>
    public static bool TellsMore(in Flow flow) =>
        flow.L7 is not null || flow.Verdict == Verdict.Dropped || ((flow.TcpFlags & TcpFlags.Rst) != 0 && flow.Reply == ReplyState.Reply);

    /// <summary>The try is the client of the flow.</summary>
    /// <returns>True when it may change what is said about the try.</returns>
    public bool ReadAsClient(in Flow flow, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        var ledger = pod.Ledger;
        switch (flow.L7)
        {
            case HttpRecord when pod.HasClientProxy:
                // The pod's own proxy tells of the same requests, and better.
                return false;
            case HttpRecord { Kind: L7Kind.Response } http:
                Note(http, pod);
                return ReadHttp(http.Code, http.Method, PeerOf(flow, attribution, pod, at), ledger, at);
            case HttpRecord { Kind: L7Kind.Request } denied when flow.Verdict == Verdict.Dropped:
                // The proxy answers 403 for a request that a policy does not allow.
                return ReadHttp(Forbidden, denied.Method, PeerOf(flow, attribution, pod, at), ledger, at);
            case DnsRecord { Kind: L7Kind.Response } dns:
                return ReadDns(dns, dns.Rcode, ledger, at);
            case DnsRecord { Kind: L7Kind.Request } denied when flow.Verdict == Verdict.Dropped:
                // And REFUSED for a name that none allows to ask for.
                return ReadDns(denied, Refused, ledger, at);
            case null when flow.Verdict == Verdict.Dropped:
                return IsOpening(flow) && ReadDrop(flow, PeerOf(flow, attribution, pod, at), ledger, at);
            case null when IsFrontend(flow):
                if (PeerOf(flow, attribution, pod, at) is { } peer)
                {
                    peer.FrontendRefusals++;
                }

                return false;
            default:
                return false;
        }
    }

    /// <summary>The try is the server of the flow.</summary>
    public static void ReadAsServer(in Flow flow, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        if (flow.L7 is HttpRecord { Kind: L7Kind.Response } http && !pod.HasServerProxy)
        {
            var key = PeerKey.Of(attribution.ClientAsPeer, TrafficDirection.Ingress, flow.Protocol, ServerPortOf(flow));
            pod.HasServedRequestsSeenByCilium = true;
            pod.Ledger.PeerOf(key)?.ObserveHttp(http.Code, at);
        }
    }

    private static void Note(HttpRecord http, PodRecord pod)
    {
        pod.HasRequestsSeenByCilium = true;
        if (FlowId.TryParseUuid(http.RequestId, out var id))
        {
            pod.Ledger.SeenByCilium.Add(id);
        }
    }

    private PeerLedger? PeerOf(in Flow flow, in FlowAttribution attribution, PodRecord pod, Instant at)
    {
        var address = flow.ClientIsSource ? flow.DestinationIp : flow.SourceIp;
        var peer = _naming.NameOf(attribution.ServerAsPeer, pod.Owner.PodUid, address, at);
        return pod.Ledger.PeerOf(PeerKey.Of(peer, TrafficDirection.Egress, flow.Protocol, ServerPortOf(flow)));
    }

    private static bool ReadHttp(uint code, string method, PeerLedger? peer, TryLedger ledger, Instant at)
    {
        if (peer is null)
        {
            return false;
        }

        peer.ObserveHttp(code, at);
        if (code >= 400)
        {
            ledger.Timeline.Add(at, TryTimeline.Http, peer.AnswerWords(code, method));
        }

        return true;
    }

    private bool ReadDns(DnsRecord dns, uint rcode, TryLedger ledger, Instant at)
    {
        var name = dns.Query.AsSpan().TrimEnd('.');
        if (name.Length is 0 or > MaxNameLength)
        {
            return false;
        }

        ledger.Traffic.ObserveQuery(name, _clusterDomain, at);
        if ((rcode == NoError && dns.Addresses.IsDefaultOrEmpty) || ledger.NameOf(name) is not { } known)
        {
            return false;
        }

        if (rcode == NoError)
        {
            known.ObserveAddress(at);
        }
        else
        {
            known.ObserveFailure(rcode, at);

            // Most names that do not exist are steps of a search path, and no news.
            ledger.Timeline.Add(at, TryTimeline.Dns, known.FailureWords(rcode), isDull: true);
        }

        return true;
    }

    private static bool ReadDrop(in Flow flow, PeerLedger? peer, TryLedger ledger, Instant at)
    {
        if (peer is null)
        {
            return false;
        }

        ledger.Labels = ledger.Labels.IsEmpty ? flow.Source.Labels : ledger.Labels;
        peer.Labels = peer.Labels.IsEmpty ? flow.Destination.Labels : peer.Labels;
        if (flow.EventType != VerdictEvent)
        {
            peer.ObserveDrop(DropClasses.Of(flow.DropReason).Cause is Model.Tries.FailureCause.PolicyDenied or Model.Tries.FailureCause.IdentityNotReady, at);
        }

        return true;
    }

    /// <summary>A packet that was to open a connection. Of what is dropped later nothing can be said: packets of connections that are
    /// over are dropped all the time. Hubble does not know whether a dropped packet is a reply, so ports have to tell for datagrams.</summary>
    private static bool IsOpening(in Flow flow) => flow.Protocol switch
    {
        L4Protocol.Tcp => (flow.TcpFlags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn,
        L4Protocol.Udp or L4Protocol.Sctp => flow.Reply == ReplyState.Request
            || (flow.Reply == ReplyState.Unknown && (flow.DestinationPort < flow.SourcePort || flow.SourcePort >= FirstEphemeralPort)),
        _ => false,
    };

    private static bool IsFrontend(in Flow flow) =>
        (flow.TcpFlags & TcpFlags.Rst) != 0 && flow.Reply == ReplyState.Reply
        && flow.SourceService is { Name.Length: > 0 } && !flow.Source.HasPod && !flow.Source.IsLocal;

    private static ushort ServerPortOf(in Flow flow) => flow.Protocol is L4Protocol.Icmp or L4Protocol.IcmpV6 ? (ushort)0
        : flow.ClientIsSource ? flow.DestinationPort
        : flow.SourcePort;
}
