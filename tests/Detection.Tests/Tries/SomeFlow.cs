using System.Collections.Immutable;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Tries;

/// <summary>Flow events and connections of a task as client.</summary>
internal static class SomeFlow
{
    public static readonly Peer Database = new(PeerKind.Service, "data/postgres");
    public static readonly Peer Site = new(PeerKind.Dns, "api.example.com");

    public static Flow Packet(double at) => new()
    {
        Time = SomePod.At(at),
        SourceIp = IpAddress.FromIPv4(0x0A000001),
        DestinationIp = IpAddress.FromIPv4(0x0A000901),
        SourcePort = 40_000,
        DestinationPort = 5_432,
        Protocol = L4Protocol.Tcp,
        TcpFlags = TcpFlags.Ack,
        Type = FlowType.L3L4,
        EventType = 4,
        Verdict = Verdict.Forwarded,
        Reply = ReplyState.Request,
    };

    public static Flow Http(double at, uint code, ushort port = 443) => Answer(at, port) with
    {
        L7 = new HttpRecord(L7Kind.Response, TimeSpan.FromMilliseconds(3), code, "GET", "https://api.example.com/v1", "HTTP/1.1", ""),
    };

    public static Flow Dns(double at, string name, uint rcode, params ImmutableArray<IpAddress> addresses) => Answer(at, 53) with
    {
        Protocol = L4Protocol.Udp,
        L7 = new DnsRecord(L7Kind.Response, TimeSpan.FromMilliseconds(1), name, rcode, 30, addresses, [], ["A"], "proxy"),
    };

    public static Flow Dropped(double at, DropReason reason = DropReason.PolicyDenied, params ImmutableArray<string> labels) => Packet(at) with
    {
        TcpFlags = TcpFlags.Syn,
        EventType = 1,
        Verdict = Verdict.Dropped,
        DropReason = reason,
        Reply = ReplyState.Unknown,
        Source = new Endpoint { Id = 7, Labels = ["k8s:dag_id=etl", "k8s:io.kubernetes.pod.namespace=airflow"] },
        Destination = new Endpoint { Labels = labels },
    };

    public static Connection Connection(Owner owner, ConnectionOutcome outcome, double at) => new()
    {
        Client = new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true),
        Server = default,
        ServerAsPeer = Database,
        ClientAsPeer = new Peer(PeerKind.Task, "airflow/etl.load"),
        Outcome = outcome,
        Protocol = L4Protocol.Tcp,
        ServerPort = 5_432,
        ClientPort = 40_000,
        FirstSeen = SomePod.At(at),
        LastSeen = SomePod.At(at),
        Attempts = 1,
        DropReason = outcome == ConnectionOutcome.Denied ? DropReason.PolicyDenied : DropReason.Unknown,
        DroppedAt = outcome == ConnectionOutcome.Denied ? TrafficDirection.Egress : TrafficDirection.Unknown,
    };

    private static Flow Answer(double at, ushort port) => Packet(at) with
    {
        SourceIp = IpAddress.FromIPv4(0x0A000901),
        DestinationIp = IpAddress.FromIPv4(0x0A000001),
        SourcePort = port,
        DestinationPort = 40_000,
        TcpFlags = TcpFlags.None,
        Type = FlowType.L7,
        EventType = 129,
        Reply = ReplyState.Reply,
    };
}
