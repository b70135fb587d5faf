using System.Buffers;
using System.Text;
using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.FlowLog;

/// <summary>Flows of every kind that records tell of.</summary>
internal static class SomeRecords
{
    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side)[] All { get; } = [Denied(), Http(), Dns(), Inferred(), Component(), Icmp(), Stranger()];

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Denied()
    {
        var flow = Some.Flow(Verdict.Dropped, reason: DropReason.PolicyDenied, flags: TcpFlags.Syn, reply: ReplyState.Request);
        Address(ref flow);
        flow.Id = new FlowId(0x0123456789abcdef, 0x0123456789abcdef);
        flow.Policies = new PolicyDecision { EgressDeniedBy = [new PolicyName("CiliumNetworkPolicy", "airflow", "deny-postgres")] };
        return (flow, Some.FromClient(Some.TaskPod(tryNumber: 2, mapIndex: 3, account: "etl", pod: "etl-load-x1")), FlowSide.Client);
    }

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Http()
    {
        var flow = Some.Flow(l7: Some.Response(503, "POST"), reply: ReplyState.Reply, flags: TcpFlags.None, trace: "4bf92f3577b34da6a3ce929d0e0e4736");
        Address(ref flow, isReply: true);
        flow.Policies = new PolicyDecision { EgressAllowedBy = [new PolicyName("CiliumClusterwideNetworkPolicy", "", "allow-http")] };
        return (flow, Some.FromClient(Some.TaskPod(), new Peer(PeerKind.Dns, "api.example.com")), FlowSide.Client);
    }

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Dns()
    {
        var flow = Some.Flow(protocol: L4Protocol.Udp, l7: Some.DnsAnswer(3) with { Addresses = [IpAddress.FromIPv4(0x0A000001)] }, reply: ReplyState.Reply, flags: TcpFlags.None);
        Address(ref flow, isReply: true);
        return (flow, Some.FromClient(Some.TaskPod(), new Peer(PeerKind.Service, "kube-system/kube-dns")), FlowSide.Client);
    }

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Inferred()
    {
        var flow = Some.Flow(direction: TrafficDirection.Ingress, reply: ReplyState.Unknown, flags: TcpFlags.Ack | TcpFlags.Psh);
        flow.SourceIp = IpAddress.FromBytes([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        flow.DestinationIp = IpAddress.FromBytes([0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        (flow.SourcePort, flow.DestinationPort) = (40_000, 8_080);
        var subject = new SideAttribution(Some.TaskPod("train", "fit"), AttributionClass.Inferred, AttributionReason.IpOnly, Decides: true);
        return (flow, new FlowAttribution(default, subject, Peer.Unknown, Some.Postgres, AttributionKind.Task, AttributionClass.Inferred), FlowSide.Server);
    }

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Component()
    {
        var flow = Some.Flow();
        Address(ref flow);
        var owner = new Owner { Kind = OwnerKind.Component, Role = PodRole.Component, Component = "scheduler", Namespace = "airflow", PodName = "airflow-scheduler-0" };
        return (flow, new FlowAttribution(Some.Deciding(owner), default, Some.Postgres, Peer.Unknown, AttributionKind.Component, AttributionClass.Exact), FlowSide.Client);
    }

    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Icmp()
    {
        var flow = Some.Flow(protocol: L4Protocol.Icmp, flags: TcpFlags.None);
        Address(ref flow);
        (flow.SourcePort, flow.DestinationPort) = (8, 0);
        return (flow, Some.FromClient(Some.TaskPod(), new Peer(PeerKind.Entity, "world")), FlowSide.Client);
    }

    /// <summary>Names that somebody chose to harm a terminal or a reader of lines.</summary>
    public static (Flow Flow, FlowAttribution Attribution, FlowSide Side) Stranger()
    {
        var flow = Some.Flow(l7: new HttpRecord(L7Kind.Request, TimeSpan.Zero, 0, "GET\u001b[2J", "http://x/\"\n{\"lost\":5}", "HTTP/1.1", "id\u202e"), flags: TcpFlags.None);
        flow.Time = Instant.Missing;
        return (flow, new FlowAttribution(new SideAttribution(null, AttributionClass.Ambiguous, AttributionReason.TwoPods, true), default, Peer.Unknown, Peer.Unknown, AttributionKind.Other, AttributionClass.Ambiguous), FlowSide.Client);
    }

    public static string Json((Flow Flow, FlowAttribution Attribution, FlowSide Side) record, FlowFieldSet fields) =>
        Written(json => FlowJson.Write(json, new FlowRecord(record.Flow, record.Attribution, record.Side, Some.Noon), fields));

    public static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, FlowJson.Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Address(ref Flow flow, bool isReply = false)
    {
        var task = (Ip: IpAddress.FromIPv4(0x0A000102), Port: (ushort)41_234, End: new Endpoint { Id = 7, Identity = 4_711, Namespace = "airflow", PodName = "etl-load-x1", Labels = ["k8s:dag_id=etl"], Workloads = [new Workload("etl-load", "Job")] });
        var peer = (Ip: IpAddress.FromIPv4(0x0A000909), Port: (ushort)5_432, End: new Endpoint { Identity = 99, Namespace = "data", PodName = "postgres-0", ClusterName = "east" });
        var (source, destination) = isReply ? (peer, task) : (task, peer);
        (flow.SourceIp, flow.SourcePort, flow.Source) = source;
        (flow.DestinationIp, flow.DestinationPort, flow.Destination) = destination;
        flow.NodeName = "worker-1";
    }
}
