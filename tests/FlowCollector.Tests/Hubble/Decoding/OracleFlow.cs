using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Collections;
using Windsock.Model.Flows;
using Proto = Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

/// <summary>The plain, slow way from Google.Protobuf's classes to a flow: what the decoder must agree with.</summary>
internal static class OracleFlow
{
    private const int MaxItems = 256;

    public static Flow Of(Proto.GetFlowsResponse response)
    {
        var flow = response.Flow;
        var time = Of(flow.Time);
        var result = new Flow
        {
            Time = time.IsMissing ? Of(response.Time) : time,
            Id = IdOf(flow.Uuid),
            SourceIp = IpOf(flow.IP?.Source ?? ""),
            DestinationIp = IpOf(flow.IP?.Destination ?? ""),
            Encrypted = flow.IP?.Encrypted ?? false,
            Source = Of(flow.Source),
            Destination = Of(flow.Destination),
            NodeName = flow.NodeName.Length > 0 ? Cut(flow.NodeName) : Cut(response.NodeName),
            SourceNames = Texts(flow.SourceNames),
            DestinationNames = Texts(flow.DestinationNames),
            SourceService = Of(flow.SourceService),
            DestinationService = Of(flow.DestinationService),
            Policies = PoliciesOf(flow),
            L7 = Of(flow.L7),
            TraceId = Cut(flow.TraceContext?.Parent?.TraceId ?? ""),
            DropReason = DropReasonOf(flow.DropReasonDesc != 0 ? (int)flow.DropReasonDesc : (int)flow.DropReason),
            Verdict = Known((Verdict)(int)flow.Verdict, (int)flow.Verdict),
            Type = Known((FlowType)(int)flow.Type, (int)flow.Type),
            Direction = Known((TrafficDirection)(int)flow.TrafficDirection, (int)flow.TrafficDirection),
            ObservationPoint = Known((ObservationPoint)(int)flow.TraceObservationPoint, (int)flow.TraceObservationPoint),
            TraceReason = Known((TraceReason)(int)flow.TraceReason, (int)flow.TraceReason),
            AuthType = Known((AuthType)(int)flow.AuthType, (int)flow.AuthType),
            Reply = flow.IsReply is { } isReply ? (isReply ? ReplyState.Reply : ReplyState.Request) : flow.Reply ? ReplyState.Reply : ReplyState.Unknown,
            EventType = flow.EventType?.Type is >= 0 and <= 255 and var type ? (byte)type : (byte)0,
        };
        SetL4(ref result, flow.L4);
        return result;
    }

    private static void SetL4(ref Flow flow, Proto.Layer4? l4)
    {
        (flow.Protocol, var source, var destination) = l4?.ProtocolCase switch
        {
            Proto.Layer4.ProtocolOneofCase.TCP => (L4Protocol.Tcp, l4.TCP.SourcePort, l4.TCP.DestinationPort),
            Proto.Layer4.ProtocolOneofCase.UDP => (L4Protocol.Udp, l4.UDP.SourcePort, l4.UDP.DestinationPort),
            Proto.Layer4.ProtocolOneofCase.SCTP => (L4Protocol.Sctp, l4.SCTP.SourcePort, l4.SCTP.DestinationPort),
            Proto.Layer4.ProtocolOneofCase.ICMPv4 => (L4Protocol.Icmp, l4.ICMPv4.Type, l4.ICMPv4.Code),
            Proto.Layer4.ProtocolOneofCase.ICMPv6 => (L4Protocol.IcmpV6, l4.ICMPv6.Type, l4.ICMPv6.Code),
            _ => (L4Protocol.Other, 0u, 0u),
        };
        flow.SourcePort = source <= 65535 ? (ushort)source : (ushort)0;
        flow.DestinationPort = destination <= 65535 ? (ushort)destination : (ushort)0;
        if (l4?.ProtocolCase == Proto.Layer4.ProtocolOneofCase.TCP && l4.TCP.Flags is { } flags)
        {
            bool[] bits = [flags.FIN, flags.SYN, flags.RST, flags.PSH, flags.ACK, flags.URG, flags.ECE, flags.CWR, flags.NS];
            flow.TcpFlags = (TcpFlags)bits.Select((bit, index) => bit ? 1 << index : 0).Sum();
        }
    }

    private static Endpoint Of(Proto.Endpoint? end) => end is null ? Endpoint.None : new Endpoint
    {
        Id = end.ID,
        Identity = end.Identity,
        ClusterName = Cut(end.ClusterName),
        Namespace = Cut(end.Namespace),
        PodName = Cut(end.PodName),
        Labels = Texts(end.Labels),
        Workloads = [.. end.Workloads.Take(MaxItems).Select(workload => new Workload(Cut(workload.Name), Cut(workload.Kind)))],
    };

    private static ServiceName? Of(Proto.Service? service) => service is null || (service.Name.Length == 0 && service.Namespace.Length == 0)
        ? null
        : new ServiceName(Cut(service.Namespace), Cut(service.Name));

    private static PolicyDecision? PoliciesOf(Proto.Flow flow) =>
        flow.EgressAllowedBy.Count + flow.IngressAllowedBy.Count + flow.EgressDeniedBy.Count + flow.IngressDeniedBy.Count == 0
            ? null
            : new PolicyDecision
            {
                EgressAllowedBy = Of(flow.EgressAllowedBy),
                IngressAllowedBy = Of(flow.IngressAllowedBy),
                EgressDeniedBy = Of(flow.EgressDeniedBy),
                IngressDeniedBy = Of(flow.IngressDeniedBy),
            };

    private static ImmutableArray<PolicyName> Of(RepeatedField<Proto.Policy> policies) =>
        [.. policies.Take(MaxItems).Select(policy => new PolicyName(Cut(policy.Kind), Cut(policy.Namespace), Cut(policy.Name)))];

    private static L7Record? Of(Proto.Layer7? l7)
    {
        if (l7 is null || (l7.RecordCase == Proto.Layer7.RecordOneofCase.None && l7.Type == 0 && l7.LatencyNs == 0))
        {
            return null;
        }

        var kind = Known((L7Kind)(int)l7.Type, (int)l7.Type);
        var latency = TimeSpan.FromTicks((long)(l7.LatencyNs / 100));
        return l7.RecordCase switch
        {
            Proto.Layer7.RecordOneofCase.Dns => new DnsRecord(
                kind, latency, Cut(l7.Dns.Query), l7.Dns.Rcode, l7.Dns.Ttl,
                [.. l7.Dns.Ips.Select(IpOf).Where(ip => !ip.IsNone).Take(MaxItems)],
                Texts(l7.Dns.Cnames), Texts(l7.Dns.Qtypes), Cut(l7.Dns.ObservationSource)),
            Proto.Layer7.RecordOneofCase.Http => new HttpRecord(
                kind, latency, l7.Http.Code, Cut(l7.Http.Method), Cut(WithoutSecrets(l7.Http.Url)), Cut(l7.Http.Protocol),
                Cut(l7.Http.Headers.LastOrDefault(header => header.Key.Equals("x-request-id", StringComparison.OrdinalIgnoreCase))?.Value ?? "")),
            _ => new OtherL7Record(kind, latency),
        };
    }

    private static string WithoutSecrets(string url)
    {
        var path = url.IndexOfAny(['?', '#']) is >= 0 and var query ? url[..query] : url;
        var slashes = path.IndexOf("//", StringComparison.Ordinal);
        var start = slashes >= 0 && path.IndexOf('/', StringComparison.Ordinal) == slashes ? slashes + 2 : 0;
        var end = path.IndexOf('/', start) is >= 0 and var slash ? slash : path.Length;
        var at = path.LastIndexOf('@', Math.Max(0, end - 1), Math.Max(0, end - start));
        return at < 0 ? path : path[..start] + path[(at + 1)..];
    }

    private static Instant Of(Google.Protobuf.WellKnownTypes.Timestamp? time)
    {
        var from = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        var to = new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        return time is not null && time.Seconds >= from && time.Seconds < to && time.Nanos is >= 0 and < 1_000_000_000
            ? new Instant((time.Seconds * 1_000_000_000) + time.Nanos)
            : Instant.Missing;
    }

    private static FlowId IdOf(string uuid)
    {
        var bytes = new byte[16];
        if (uuid.Length == 36 && uuid.All(character => char.IsAsciiHexDigit(character) || character == '-') && Guid.TryParseExact(uuid, "D", out var guid) && guid != Guid.Empty)
        {
            guid.TryWriteBytes(bytes, bigEndian: true, out _);
            return new FlowId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)));
        }

        bytes = SHA256.HashData(Encoding.UTF8.GetBytes(uuid));
        return uuid.Length == 0
            ? default
            : new FlowId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8)) | 1);
    }

    private static IpAddress IpOf(string text) => IpAddress.TryParse(text, out var address) ? address : default;

    private static DropReason DropReasonOf(int reason) => reason is >= 0 and <= 65535 ? (DropReason)reason : DropReason.Unknown;

    private static T Known<T>(T value, int number)
        where T : struct, Enum => number is >= 0 and <= 255 && Enum.IsDefined(value) ? value : default;

    private static ImmutableArray<string> Texts(RepeatedField<string> texts) => [.. texts.Take(MaxItems).Select(Cut)];

    private static string Cut(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var end = Math.Min(bytes.Length, 4096);
        while (end < bytes.Length && (bytes[end] & 0xC0) == 0x80)
        {
            end--;
        }

        return Encoding.UTF8.GetString(bytes, 0, end);
    }
}
