using Windsock.Detection.Tests.Connections;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Anomalies;

/// <summary>What a try does, told as flow events and calls, a tenth of a second apart.</summary>
internal sealed class Work(TaskWatch watch, Owner owner, double start)
{
    private readonly double _start = start;

    private static readonly Peer Dns = new(PeerKind.Service, "kube-system/kube-dns");

    private ushort _port = 40_000;

    public double Now { get; private set; } = start;

    public uint Identity { get; set; } = 5_000;

    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Connections that came about and were closed in order.</summary>
    public Work Talk(string peer, int times = 1, PeerKind kind = PeerKind.Service, ushort port = 5_432, string address = "10.0.9.1")
    {
        for (var time = 0; time < times; time++)
        {
            var call = Next(port, address);
            See(new Peer(kind, peer), call.Syn(Now), call.SynAck(Now + 0.01), call.Data(Now + 0.02), call.ClientFin(Now + 0.03), call.ServerFin(Now + 0.04));
        }

        return this;
    }

    /// <summary>Connections that nobody answered.</summary>
    public Work Knock(string peer, PeerKind kind = PeerKind.Cidr, ushort port = 22, string address = "10.0.9.1")
    {
        See(new Peer(kind, peer), Next(port, address).Syn(Now));
        return this;
    }

    public Work Denied(string peer, int times = 1, string? policy = null, ushort port = 443, double after = 30)
    {
        Now = Math.Max(Now, _start + after);
        for (var time = 0; time < times; time++)
        {
            See(new Peer(PeerKind.Service, peer), Next(port, "10.0.9.7").Dropped(Now, policies: policy is null ? null : Connections.Some.DeniedBy(policy)));
        }

        return this;
    }

    public Work Ask(string name, uint rcode = 0, int times = 1, string? address = "10.0.9.1")
    {
        for (var time = 0; time < times; time++)
        {
            var call = Next(53, "10.0.0.10") with { Protocol = L4Protocol.Udp };
            See(Dns, call.L7(Now, new DnsRecord(
                L7Kind.Response, TimeSpan.FromMilliseconds(1), $"{name}.", rcode, 30, address is null || rcode != 0 ? [] : [Connections.Some.Ip(address)], [], ["A"], "proxy")));
        }

        return this;
    }

    /// <summary>Questions that the name server does not answer.</summary>
    public Work AskInVain(int times)
    {
        for (var time = 0; time < times; time++)
        {
            See(Dns, (Next(53, "10.0.0.10") with { Protocol = L4Protocol.Udp }).Ask(Now));
        }

        return this;
    }

    public Work Answered(uint code, string peer = "api.example.com", int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            See(new Peer(PeerKind.Dns, peer), Next(443, "198.51.100.7").L7(Now, new HttpRecord(L7Kind.Response, TimeSpan.FromMilliseconds(3), code, "GET", "", "HTTP/1.1", "")));
        }

        return this;
    }

    /// <summary>The pod's own proxy tells of a call.</summary>
    public Work Send(long bytes, string peer = "data/lake")
    {
        Now += 0.1;
        Tell(new Call { Time = Connections.Some.At(Now), Reporter = CallReporter.Client, Protocol = CallProtocol.Http11, Code = 200, SentBytes = bytes, ReceivedBytes = 100, ServerPort = 443 }, peer);
        return this;
    }

    public Work Rest(double seconds)
    {
        Now += seconds;
        watch.Advance(Connections.Some.At(Now));
        return this;
    }

    private Dialogue Next(ushort port, string address)
    {
        Now += 0.1;
        return new Dialogue
        {
            ClientPort = ++_port,
            ServerPort = port,
            Server = address,
            ClientEndpoint = new Endpoint { Id = 7, Identity = Identity, Namespace = "airflow", PodName = owner.PodName, Labels = [.. Labels], Hash = owner.PodName.GetHashCode(StringComparison.Ordinal) },
        };
    }

    private void See(Peer peer, params ReadOnlySpan<Flow> flows)
    {
        foreach (ref readonly var flow in flows)
        {
            var attribution = new FlowAttribution(Side, default, peer, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);
            watch.Observe(new AttributedBatch(new FlowBatch([flow], 1, "hubble", flow.Time), [attribution]));
        }
    }

    private void Tell(in Call call, string peer)
    {
        var attribution = new FlowAttribution(Side, default, new Peer(PeerKind.Service, peer), Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);
        watch.Observe(new AttributedCalls(new CallBatch([call], 1, "istio_access_log", Connections.Some.At(Now)), [attribution]));
    }

    private SideAttribution Side => new(owner, AttributionClass.Exact, AttributionReason.None, true);
}
