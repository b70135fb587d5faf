using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Windsock.FlowCollector.Hubble.Protos;
using FileInfo = Windsock.FlowCollector.Hubble.Protos.FileInfo;

namespace Windsock.FlowCollector.Tests.Hubble.Decoding;

/// <summary>GetFlowsResponse messages with every field that exists, sane and absurd values mixed.</summary>
internal sealed class SomeResponse
{
    private static readonly string[] Words =
    [
        "", "airflow", "k8s:app=reviews", "reserved:world", "k8s:io.kubernetes.pod.namespace=bookinfo", "scheduler-6655946b9f-6xcpf", "Zürich-日本",
        "GET", "HTTP/1.1", "A", "AAAA", "proxy", "worker-1", "x", new string('l', 300), new string('ä', 2500),
    ];

    private static readonly string[] Addresses =
    [
        "", "10.0.2.16", "255.255.255.255", "0.0.0.0", "010.1.2.3", "1.2.3", "256.1.1.1", "1.2.3.4.5", "fe80::1", "::", "::1", "2001:db8:0:1:2:3:4:5",
        "2001:DB8::ff00:42:8329", "::ffff:10.0.0.1", "1::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "fe80::1%3", "not an address", "1:2", "::1::", "12345::", "10.0.0.",
    ];

    private static readonly string[] Urls =
    [
        "", "/", "http://10.0.0.1:80/metrics", "https://user:secret@host/path?token=1#x", "http://host?x=a@b", "/path@v1?q", "user:pw@host:443", "//u@h/p", "http://h/a//b@c",
    ];

    private readonly Random _random;
    private readonly int _words;

    /// <param name="hasLongTexts">Texts over the decoder's limit, which it cuts.</param>
    public SomeResponse(int seed, bool hasLongTexts = true)
    {
        _random = new Random(seed);
        _words = hasLongTexts ? Words.Length : Words.Length - 1;
    }

    public GetFlowsResponse Next() => new()
    {
        Flow = Flow(),
        NodeName = Word(),
        Time = Maybe(Time),
    };

    public Flow Flow()
    {
        var flow = new Flow
        {
            Time = Maybe(Time),
            Uuid = Uuid(),
            Emitter = Maybe(() => new Emitter { Name = Word(), Version = Word() }),
            Verdict = (Verdict)Number(9),
            DropReason = (uint)Number(300),
            AuthType = (AuthType)Number(4),
            Ethernet = Maybe(() => new Ethernet { Source = Word(), Destination = Word() }),
            IP = Maybe(Ip),
            L4 = Maybe(L4),
            Tunnel = Maybe(() => new Tunnel { Protocol = Tunnel.Types.Protocol.Vxlan, IP = Ip(), L4 = L4(), Vni = 7 }),
            Source = Maybe(Endpoint),
            Destination = Maybe(Endpoint),
            Type = (FlowType)Number(5),
            NodeName = Word(),
            L7 = Maybe(L7),
            Reply = Chance(),
            EventType = Maybe(() => new CiliumEventType { Type = Number(300), SubType = Number(300) }),
            SourceService = Maybe(Service),
            DestinationService = Maybe(Service),
            TrafficDirection = (TrafficDirection)Number(4),
            PolicyMatchType = (uint)Number(5),
            TraceObservationPoint = (TraceObservationPoint)Number(110),
            TraceReason = (TraceReason)Number(10),
            File = Maybe(() => new FileInfo { Name = Word(), Line = 1 }),
            IpTraceId = Maybe(() => new IPTraceID { TraceId = 1, IpOptionType = 2 }),
            DropReasonDesc = (DropReason)(Chance() ? Number(210) : Number(70_000)),
            IsReply = Chance() ? Chance() : null,
            DebugCapturePoint = DebugCapturePoint.DbgCaptureDelivery,
            Interface = Maybe(() => new NetworkInterface { Index = 2, Name = Word() }),
            ProxyPort = (uint)Number(70_000),
            TraceContext = Maybe(() => new TraceContext { Parent = Maybe(() => new TraceParent { TraceId = Word() }) }),
            SocketCookie = (ulong)_random.NextInt64(),
            CgroupId = (ulong)_random.NextInt64(),
            Summary = Word(),
            Extensions = Maybe(() => new Any { TypeUrl = Word(), Value = ByteString.CopyFromUtf8(Word()) }),
            Aggregate = Maybe(() => new Aggregate { IngressFlowCount = 3 }),
        };
        flow.NodeLabels.AddRange(Some(Word));
        flow.SourceNames.AddRange(Some(Word));
        flow.DestinationNames.AddRange(Some(Word));
        flow.EgressAllowedBy.AddRange(Some(Policy));
        flow.IngressAllowedBy.AddRange(Some(Policy));
        flow.EgressDeniedBy.AddRange(Some(Policy));
        flow.IngressDeniedBy.AddRange(Some(Policy));
        flow.PolicyLog.AddRange(Some(Word));
        return flow;
    }

    public Endpoint Endpoint()
    {
        var end = new Endpoint { ID = (uint)Number(70_000), Identity = (uint)_random.NextInt64(), ClusterName = Word(), Namespace = Word(), PodName = Word() };
        end.Labels.AddRange(Some(Word));
        end.Workloads.AddRange(Some(() => new Workload { Name = Word(), Kind = Word() }));
        return end;
    }

    private Layer4 L4() => Number(8) switch
    {
        0 => new Layer4(),
        1 => new Layer4 { UDP = new UDP { SourcePort = Port(), DestinationPort = Port() } },
        2 => new Layer4 { ICMPv4 = new ICMPv4 { Type = Port(), Code = Port() } },
        3 => new Layer4 { ICMPv6 = new ICMPv6 { Type = Port(), Code = Port() } },
        4 => new Layer4 { SCTP = new SCTP { SourcePort = Port(), DestinationPort = Port() } },
        5 => new Layer4 { VRRP = new VRRP { Type = 1, Vrid = Port(), Priority = 3 } },
        6 => new Layer4 { IGMP = new IGMP { Type = 1, GroupAddress = Word() } },
        _ => new Layer4
        {
            TCP = new TCP
            {
                SourcePort = Port(),
                DestinationPort = Port(),
                Flags = Maybe(() => new TCPFlags { FIN = Chance(), SYN = Chance(), RST = Chance(), PSH = Chance(), ACK = Chance(), URG = Chance(), ECE = Chance(), CWR = Chance(), NS = Chance() }),
            },
        },
    };

    private Layer7 L7()
    {
        var l7 = new Layer7 { Type = (L7FlowType)Number(5), LatencyNs = Chance() ? 0 : (ulong)_random.NextInt64() };
        switch (Number(4))
        {
            case 0:
                l7.Dns = new DNS { Query = Word(), Ttl = (uint)_random.NextInt64(), ObservationSource = Word(), Rcode = (uint)Number(20) };
                l7.Dns.Ips.AddRange(Some(Address));
                l7.Dns.Cnames.AddRange(Some(Word));
                l7.Dns.Qtypes.AddRange(Some(Word));
                l7.Dns.Rrtypes.AddRange(Some(Word));
                break;
            case 1:
                l7.Http = new HTTP { Code = (uint)Number(600), Method = Word(), Url = Urls[Number(Urls.Length)], Protocol = Word() };
                l7.Http.Headers.AddRange(Some(() => new HTTPHeader { Key = Chance() ? "X-Request-Id" : Word(), Value = Word() }));
                break;
            case 2:
                l7.Kafka = new Kafka { ErrorCode = -1, ApiKey = Word(), Topic = Word() };
                break;
            default:
                break;
        }

        return l7;
    }

    private Timestamp Time() => Number(6) switch
    {
        0 => new Timestamp(),
        1 => new Timestamp { Seconds = -5, Nanos = 3 },
        2 => new Timestamp { Seconds = long.MaxValue, Nanos = -1 },
        3 => new Timestamp { Seconds = Chance() ? 946_684_799 + Number(2) : 7_258_118_399 + Number(2), Nanos = Number(2) * 999_999_999 },
        _ => new Timestamp { Seconds = 1_700_000_000 + Number(1_000_000), Nanos = Number(1_000_000_000) },
    };

    private IP Ip() => new() { Source = Address(), Destination = Address(), SourceXlated = Address(), IpVersion = IPVersion.Ipv4, Encrypted = Chance() };

    private string Uuid() => Number(4) switch
    {
        0 => "",
        1 => Word(),
        2 => Guid.Empty.ToString(),
        _ => new Guid(_random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString(Chance() ? "D" : "N").ToUpperInvariant(),
    };

    private Service Service() => new() { Name = Word(), Namespace = Word() };

    private Policy Policy() => new() { Name = Word(), Namespace = Word(), Kind = Word(), Revision = 5, Labels = { Word() } };

    private string Address() => Number(3) == 0 ? Addresses[Number(Addresses.Length)] : $"{Number(256)}.{Number(256)}.{Number(12)}.{Number(110)}";

    private string Word() => Words[Number(_words)];

    private uint Port() => (uint)(Number(10) == 0 ? Number(100_000) : Number(65_536));

    private int Number(int end) => _random.Next(end);

    private bool Chance() => _random.Next(2) == 0;

    private T? Maybe<T>(Func<T> make)
        where T : class => _random.Next(4) == 0 ? null : make();

    private IEnumerable<T> Some<T>(Func<T> make) => Enumerable.Range(0, _random.Next(3) * _random.Next(3)).Select(_ => make());
}
