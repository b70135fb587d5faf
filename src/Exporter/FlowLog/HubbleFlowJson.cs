using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.FlowLog;

/// <summary>A flow event in the JSON of Hubble (observer.GetFlowsResponse in proto3 JSON, as <c>hubble observe -o jsonpb</c> prints it),
/// with the records of its sides under the key <c>windsock</c>; readers of Hubble's JSON pass over keys they do not know. Fields
/// that the agent does not keep (Ethernet addresses, HTTP headers, the event's sub-type) are missing. Pure; any thread.</summary>
public static class HubbleFlowJson
{
    private static readonly string[] Verdicts = Screaming<Verdict>(PublicNames.Of);
    private static readonly string[] Types = Screaming<FlowType>(PublicNames.Of);
    private static readonly string[] Points = [.. Enumerable.Range(0, (int)ObservationPoint.ToEndpoint + 1).Select(point => ScreamingSnake(((ObservationPoint)point).ToString()))];
    private static readonly string[] Reasons = [.. Enum.GetValues<TraceReason>().Select(reason => ScreamingSnake(reason.ToString()))];

    public static void Write(Utf8JsonWriter json, in Flow flow, in FlowAttribution attribution, FlowSides sides, Instant receivedAt)
    {
        var time = TimeText.Of(flow.Time.IsMissing ? receivedAt : flow.Time);
        json.WriteStartObject();
        json.WriteStartObject("flow");
        json.WriteString("time", time);
        WriteWhat(json, flow);
        WriteEnd(json, "source", flow.Source);
        WriteEnd(json, "destination", flow.Destination);
        json.WriteString("Type", Types[(int)flow.Type]);
        Text(json, "node_name", flow.NodeName);
        Texts(json, "source_names", flow.SourceNames);
        Texts(json, "destination_names", flow.DestinationNames);
        WriteLayer7(json, flow.L7);
        WriteHow(json, flow);
        json.WriteEndObject();
        Text(json, "node_name", flow.NodeName);
        json.WriteString("time", time);
        json.WriteStartArray("windsock");
        foreach (var side in (ReadOnlySpan<FlowSide>)[FlowSide.Client, FlowSide.Server])
        {
            if (sides.HasFlag(side == FlowSide.Client ? FlowSides.Client : FlowSides.Server))
            {
                FlowJson.Write(json, new FlowRecord(flow, attribution, side, receivedAt), FlowFieldSet.All);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteWhat(Utf8JsonWriter json, in Flow flow)
    {
        Text(json, "uuid", flow.Id.ToUuid());
        json.WriteString("verdict", Verdicts[(int)flow.Verdict]);
        if (flow.Verdict == Verdict.Dropped)
        {
            json.WriteNumber("drop_reason", (int)flow.DropReason);
            if (Enum.IsDefined(flow.DropReason))
            {
                json.WriteString("drop_reason_desc", PublicNames.Of(flow.DropReason).ToUpperInvariant());
            }
        }

        if (flow.AuthType != AuthType.Disabled && Enum.IsDefined(flow.AuthType))
        {
            json.WriteString("auth_type", ScreamingSnake(flow.AuthType.ToString()));
        }

        if (!flow.SourceIp.IsNone || !flow.DestinationIp.IsNone)
        {
            json.WriteStartObject("IP");
            Text(json, "source", flow.SourceIp.ToString());
            Text(json, "destination", flow.DestinationIp.ToString());
            json.WriteString("ipVersion", flow.SourceIp.IsIPv4 || flow.DestinationIp.IsIPv4 ? "IPv4" : "IPv6");
            if (flow.Encrypted)
            {
                json.WriteBoolean("encrypted", true);
            }

            json.WriteEndObject();
        }

        WriteLayer4(json, flow);
    }

    private static void WriteLayer4(Utf8JsonWriter json, in Flow flow)
    {
        var (name, isMessage) = flow.Protocol switch
        {
            L4Protocol.Tcp => ("TCP", false),
            L4Protocol.Udp => ("UDP", false),
            L4Protocol.Sctp => ("SCTP", false),
            L4Protocol.Icmp => ("ICMPv4", true),
            L4Protocol.IcmpV6 => ("ICMPv6", true),
            _ => ("", false),
        };
        if (name.Length == 0)
        {
            return;
        }

        json.WriteStartObject("l4");
        json.WriteStartObject(name);
        json.WriteNumber(isMessage ? "type" : "source_port", flow.SourcePort);
        json.WriteNumber(isMessage ? "code" : "destination_port", flow.DestinationPort);
        if (flow.TcpFlags != TcpFlags.None)
        {
            json.WriteStartObject("flags");
            foreach (var flag in FlowWords.Of(flow.TcpFlags).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                json.WriteBoolean(flag, true);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, string name, Endpoint end)
    {
        if (ReferenceEquals(end, Endpoint.None))
        {
            return;
        }

        json.WriteStartObject(name);
        Number(json, "ID", end.Id);
        Number(json, "identity", end.Identity);
        Text(json, "cluster_name", end.ClusterName);
        Text(json, "namespace", end.Namespace);
        Texts(json, "labels", end.Labels);
        Text(json, "pod_name", end.PodName);
        if (!end.Workloads.IsDefaultOrEmpty)
        {
            json.WriteStartArray("workloads");
            foreach (var workload in end.Workloads)
            {
                json.WriteStartObject();
                json.WriteString("name", workload.Name);
                json.WriteString("kind", workload.Kind);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteLayer7(Utf8JsonWriter json, L7Record? record)
    {
        if (record is null)
        {
            return;
        }

        json.WriteStartObject("l7");
        if (record.Kind != L7Kind.Unknown)
        {
            json.WriteString("type", FlowWords.Of(record.Kind).ToUpperInvariant());
        }

        if (record.Latency > TimeSpan.Zero)
        {
            // 64-bit numbers are texts in proto3 JSON.
            json.WriteString("latency_ns", (record.Latency.Ticks * 100).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        switch (record)
        {
            case HttpRecord http:
                json.WriteStartObject("http");
                Number(json, "code", http.Code);
                Text(json, "method", http.Method);
                Text(json, "url", http.Url);
                Text(json, "protocol", http.Protocol);
                json.WriteEndObject();
                break;
            case DnsRecord dns:
                json.WriteStartObject("dns");
                Text(json, "query", dns.Query);
                Texts(json, "ips", dns.Addresses);
                Number(json, "ttl", dns.TtlSeconds);
                Texts(json, "cnames", dns.Cnames);
                Text(json, "observation_source", dns.ObservationSource);
                Number(json, "rcode", dns.Rcode);
                Texts(json, "qtypes", dns.QueryTypes);
                json.WriteEndObject();
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteHow(Utf8JsonWriter json, in Flow flow)
    {
        if (flow.EventType > 0)
        {
            json.WriteStartObject("event_type");
            json.WriteNumber("type", flow.EventType);
            json.WriteEndObject();
        }

        Service(json, "source_service", flow.SourceService);
        Service(json, "destination_service", flow.DestinationService);
        if (flow.Direction != TrafficDirection.Unknown)
        {
            json.WriteString("traffic_direction", flow.Direction == TrafficDirection.Egress ? "EGRESS" : "INGRESS");
        }

        if (flow.ObservationPoint != ObservationPoint.Unknown && Enum.IsDefined(flow.ObservationPoint))
        {
            json.WriteString("trace_observation_point", Points[(int)flow.ObservationPoint]);
        }

        if (flow.TraceReason != TraceReason.Unknown && Enum.IsDefined(flow.TraceReason))
        {
            json.WriteString("trace_reason", Reasons[(int)flow.TraceReason]);
        }

        if (flow.Reply != ReplyState.Unknown)
        {
            json.WriteBoolean("is_reply", flow.Reply == ReplyState.Reply);
        }

        if (flow.TraceId.Length > 0)
        {
            json.WriteStartObject("trace_context");
            json.WriteStartObject("parent");
            json.WriteString("trace_id", flow.TraceId);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Policies(json, "egress_allowed_by", flow.Policies?.EgressAllowedBy ?? []);
        Policies(json, "ingress_allowed_by", flow.Policies?.IngressAllowedBy ?? []);
        Policies(json, "egress_denied_by", flow.Policies?.EgressDeniedBy ?? []);
        Policies(json, "ingress_denied_by", flow.Policies?.IngressDeniedBy ?? []);
    }

    private static void Policies(Utf8JsonWriter json, string name, ImmutableArray<PolicyName> policies)
    {
        if (policies.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var policy in policies)
        {
            json.WriteStartObject();
            json.WriteString("name", policy.Name);
            Text(json, "namespace", policy.Namespace);
            Text(json, "kind", policy.Kind);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Service(Utf8JsonWriter json, string name, ServiceName? service)
    {
        if (service is not null)
        {
            json.WriteStartObject(name);
            json.WriteString("name", service.Name);
            json.WriteString("namespace", service.Namespace);
            json.WriteEndObject();
        }
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, uint number)
    {
        if (number > 0)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Texts<T>(Utf8JsonWriter json, string name, ImmutableArray<T> texts)
        where T : notnull
    {
        if (texts.IsDefaultOrEmpty)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text.ToString());
        }

        json.WriteEndArray();
    }

    private static string[] Screaming<T>(Func<T, string> of)
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => of(value).ToUpperInvariant())];

    private static string ScreamingSnake(string name) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(name);
}
