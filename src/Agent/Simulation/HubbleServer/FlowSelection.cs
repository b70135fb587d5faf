using Windsock.Agent.Simulation.World;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>The filters of a request, as far as they are served: pod (prefix of <c>namespace/name</c>), verdict, event type, reply and
/// protocol. Conditions of other kinds are taken as met. Notices of loss and bad messages pass every filter.</summary>
internal sealed class FlowSelection(GetFlowsRequest request)
{
    public bool Takes(RingEntry entry) =>
        entry.Flow is not { } flow
        || ((request.Whitelist.Count == 0 || request.Whitelist.Any(filter => Matches(filter, flow)))
            && !request.Blacklist.Any(filter => Matches(filter, flow)));

    private static bool Matches(FlowFilter filter, SimulatedFlow flow) =>
        AnyOrNone(filter.SourcePod, pod => IsPod(flow.Source, pod))
        && AnyOrNone(filter.DestinationPod, pod => IsPod(flow.Destination, pod))
        && AnyOrNone(filter.Verdict, verdict => (int)verdict == (int)flow.Verdict)
        && AnyOrNone(filter.EventType, type => type.Type == flow.EventType)
        && AnyOrNone(filter.Reply, reply => reply == flow.IsReply)
        && AnyOrNone(filter.Protocol, protocol => IsProtocol(flow, protocol));

    private static bool AnyOrNone<T>(ICollection<T> conditions, Func<T, bool> holds) => conditions.Count == 0 || conditions.Any(holds);

    private static bool IsPod(FlowEnd end, string prefix)
    {
        if (end is not { IsNamed: true, Pod: { } pod })
        {
            return false;
        }

        var full = prefix.Contains('/', StringComparison.Ordinal) ? prefix : "default/" + prefix;
        return $"{pod.Namespace}/{pod.Name}".StartsWith(full, StringComparison.Ordinal);
    }

    private static bool IsProtocol(SimulatedFlow flow, string protocol) =>
        string.Equals(protocol, flow.Protocol.ToString(), StringComparison.OrdinalIgnoreCase)
        || (flow.L7 is SimulatedDns && string.Equals(protocol, "dns", StringComparison.OrdinalIgnoreCase))
        || (flow.L7 is SimulatedHttp && string.Equals(protocol, "http", StringComparison.OrdinalIgnoreCase));
}
