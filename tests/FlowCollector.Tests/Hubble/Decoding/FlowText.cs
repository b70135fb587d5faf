using System.Globalization;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

/// <summary>A flow with all that it refers to as text, so that two flows can be compared and a difference be read.</summary>
internal static class FlowText
{
    public static string Of(in Flow flow) => string.Join('\n',
        $"time={flow.Time.UnixNanoseconds} id={flow.Id} ip={flow.SourceIp}>{flow.DestinationIp} encrypted={flow.Encrypted}",
        $"source={Of(flow.Source)}",
        $"destination={Of(flow.Destination)}",
        $"node={flow.NodeName} names={List(flow.SourceNames)}>{List(flow.DestinationNames)}",
        $"services={flow.SourceService}>{flow.DestinationService} trace={flow.TraceId}",
        $"policies={Of(flow.Policies)}",
        $"l7={Of(flow.L7)}",
        $"l4={flow.Protocol} {flow.SourcePort}>{flow.DestinationPort} {flow.TcpFlags}",
        $"{flow.Verdict} drop={(int)flow.DropReason} type={flow.Type} {flow.Direction} point={flow.ObservationPoint} reason={flow.TraceReason}",
        $"reply={flow.Reply} auth={flow.AuthType} event={flow.EventType}");

    private static string Of(Endpoint end) => string.Create(
        CultureInfo.InvariantCulture,
        $"{end.Id} {end.Identity} [{end.ClusterName}|{end.Namespace}|{end.PodName}] {List(end.Labels)} {List(end.Workloads)}");

    private static string Of(PolicyDecision? policies) => policies is null
        ? "none"
        : $"{List(policies.EgressAllowedBy)}{List(policies.IngressAllowedBy)}{List(policies.EgressDeniedBy)}{List(policies.IngressDeniedBy)}";

    private static string Of(L7Record? record) => record is DnsRecord dns
        ? $"{dns.Kind} {dns.Latency} {dns.Query} {dns.Rcode} {dns.TtlSeconds} {List(dns.Addresses)} {List(dns.Cnames)} {List(dns.QueryTypes)} {dns.ObservationSource}"
        : $"{record}";

    private static string List<T>(IEnumerable<T> items) => $"[{string.Join(',', items)}]";
}
