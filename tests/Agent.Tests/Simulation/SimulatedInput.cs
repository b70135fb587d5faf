using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using FlowEnd = Windsock.Agent.Simulation.World.FlowEnd;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>What the simulated world shows, as the agent's model has it: without wire formats in between. Endpoints, policies and
/// services by reference, as the decoder interns them.</summary>
internal sealed class SimulatedInput
{
    private readonly Dictionary<(uint Id, uint Identity, string PodUid, Workload? Workload), Endpoint> _endpoints = [];

    public static PodState StateOf(PodSnapshot snapshot)
    {
        var pod = snapshot.Pod;
        return new PodState
        {
            Uid = pod.Uid,
            Namespace = pod.Namespace,
            Name = pod.Name,
            NodeName = pod.NodeName,
            ServiceAccount = pod.ServiceAccount,
            HostNetwork = pod.HostNetwork,
            Phase = snapshot.Phase,
            Ips = snapshot.StartedAt is null ? [] : [.. pod.Ips.Select(ip => IpOf(ip))],
            Labels = pod.Labels.ToImmutableDictionary(),
            Annotations = pod.Annotations.ToImmutableDictionary(),
            CreatedAt = Instant.FromDateTimeOffset(snapshot.CreatedAt),
            StartedAt = InstantOf(snapshot.StartedAt),
            DeletionAt = InstantOf(snapshot.DeletionAt),
            Controller = pod.Controller,
            Containers = snapshot.StartedAt is null ? [] :
            [
                new ContainerState(
                    pod.ContainerName,
                    false,
                    false,
                    snapshot.FinishedAt is not null,
                    InstantOf(snapshot.StartedAt),
                    InstantOf(snapshot.FinishedAt),
                    snapshot.ExitCode,
                    snapshot.FinishedAt is null ? "" : snapshot.Reason.Length > 0 ? snapshot.Reason : snapshot.ExitCode == 0 ? "Completed" : "Error"),
            ],
        };
    }

    public Flow FlowOf(SimulatedFlow flow) => new()
    {
        Time = flow.CarriesTime ? Instant.FromDateTimeOffset(flow.Time) : Instant.Missing,
        SourceIp = IpOf(flow.Source.Ip),
        DestinationIp = IpOf(flow.Destination.Ip),
        Source = EndpointOf(flow.Source),
        Destination = EndpointOf(flow.Destination),
        SourcePort = (ushort)flow.SourcePort,
        DestinationPort = (ushort)flow.DestinationPort,
        NodeName = flow.NodeName,
        SourceNames = flow.Source.Names,
        DestinationNames = flow.Destination.Names,
        SourceService = flow.Source.Service,
        DestinationService = flow.Destination.Service,
        Verdict = flow.Verdict,
        DropReason = flow.Verdict == Verdict.Dropped ? flow.DropReason : DropReason.Unknown,
        Policies = PoliciesOf(flow),
        Type = flow.Type,
        Protocol = flow.Protocol,
        TcpFlags = flow.TcpFlags,
        Direction = flow.Direction,
        ObservationPoint = flow.ObservationPoint,
        TraceReason = flow.TraceReason,
        EventType = (byte)flow.EventType,
        Reply = flow.IsReply switch { true => ReplyState.Reply, false => ReplyState.Request, null => ReplyState.Unknown },
        L7 = flow.L7 switch
        {
            SimulatedHttp http => new HttpRecord(http.Kind, http.Latency, (uint)http.Code, http.Method, http.Url, "HTTP/1.1", http.RequestId),
            SimulatedDns dns => new DnsRecord(
                dns.Kind, dns.Latency, dns.Query, (uint)dns.Rcode, dns is { Kind: L7Kind.Response, Rcode: 0 } ? 30u : 0, [.. dns.Ips.Select(IpOf)], [], [dns.QueryType], "proxy"),
            _ => null,
        },
        TraceId = flow.TraceId,
    };

    /// <summary>As the entry of a proxy is read: what it does not tell is unknown.</summary>
    public Call CallOf(SimulatedCall call) => new()
    {
        Time = Instant.FromDateTimeOffset(call.StartedAt),
        DurationNanoseconds = (long)call.Duration.TotalNanoseconds,
        RequestId = FlowId.TryParseUuid(call.RequestId == Guid.Empty ? "" : call.RequestId.ToString(), out var id) ? id : default,
        ClientIp = call.ClientPort == 0 ? default : IpOf(call.Client.Ips[0]),
        ServerIp = IpOf(call.Server.Ips[0]),
        ClientPort = (ushort)call.ClientPort,
        ServerPort = (ushort)call.Service.TargetPort,
        Client = call.IsInbound && call.Client.Sidecar is null ? Endpoint.None : NamedEnd(call.Client),
        Server = call.IsInbound || call.HasAnswer ? NamedEnd(call.Server) : Endpoint.None,
        Service = call.IsInbound ? null : call.Service.Name,
        NodeName = call.Reporter.NodeName,
        ClientPrincipal = call is { IsInbound: true, Security: TlsMode.Mutual } ? call.Client.Principal : "",
        ServerPrincipal = call is { IsInbound: true, Security: TlsMode.Mutual } ? call.Server.Principal : "",
        Details = call.Details.Replace(' ', '_'),
        TransportFailure = call.TransportFailure.Replace(' ', '_'),
        Method = call.Method,
        SentBytes = call.SentBytes,
        ReceivedBytes = call.ReceivedBytes,
        Flags = call.Flags,
        Code = (ushort)call.Code,
        Attempts = (ushort)call.Attempts,
        Reporter = call.IsInbound ? CallReporter.Server : CallReporter.Client,
        Protocol = call.Protocol,
        Tls = call.IsInbound ? call.Security : TlsMode.Unknown,
    };

    private static PolicyDecision? PoliciesOf(SimulatedFlow flow) => flow.EgressDeniedBy.IsEmpty && flow.IngressDeniedBy.IsEmpty && flow.EgressAllowedBy.IsEmpty
        ? null
        : new PolicyDecision { EgressDeniedBy = flow.EgressDeniedBy, IngressDeniedBy = flow.IngressDeniedBy, EgressAllowedBy = flow.EgressAllowedBy };

    private static Instant InstantOf(DateTimeOffset? time) => time is { } known ? Instant.FromDateTimeOffset(known) : Instant.Missing;

    private static IpAddress IpOf(string text) => IpAddress.TryParse(text, out var ip) ? ip : throw new FormatException(text);

    private Endpoint NamedEnd(SimulatedPod pod) => EndpointOf(new FlowEnd { Pod = pod, Ip = pod.Ips[0], IsNamed = true });

    private Endpoint EndpointOf(FlowEnd end)
    {
        var key = (end.EndpointId, end.Identity, end.IsNamed ? end.Pod!.Uid : "", end.Workload);
        if (!_endpoints.TryGetValue(key, out var endpoint))
        {
            endpoint = new Endpoint
            {
                Id = end.EndpointId,
                Identity = end.Identity,
                ClusterName = end.IsNamed ? "default" : "",
                Namespace = end.IsNamed ? end.Pod!.Namespace : "",
                PodName = end.IsNamed ? end.Pod!.Name : "",
                Labels = end.Labels,
                Workloads = end.Workload is { } workload ? [workload] : [],
                Hash = _endpoints.Count * 7919,
            };
            _endpoints.Add(key, endpoint);
        }

        return endpoint;
    }
}
