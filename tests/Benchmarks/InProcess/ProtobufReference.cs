using System.Runtime.InteropServices;
using Windsock.FlowCollector.Hubble.Protos;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The same work as plainly as one would write it on the classes that Google.Protobuf generates: parse, find the pods by
/// name, count per task in dictionaries.</summary>
internal sealed class ProtobufReference(IReadOnlyDictionary<(string Namespace, string Pod), (string Dag, string Task)> tasks)
{
    private readonly Dictionary<(string Namespace, string Dag, string Task, string Direction, Verdict Verdict, Layer4.ProtocolOneofCase Protocol, string PeerKind), long> _flows = [];
    private readonly Dictionary<(string Namespace, string Dag, string Task, DropReason Reason), long> _drops = [];
    private readonly Dictionary<(string Namespace, string Dag, string Task, string Method, uint Code), long> _http = [];
    private readonly Dictionary<(string Namespace, string Dag, string Task, uint Rcode), long> _dns = [];
    private readonly Dictionary<(string Kind, string Class), long> _attribution = [];

    public void Take(byte[] bytes)
    {
        var flow = GetFlowsResponse.Parser.ParseFrom(bytes).Flow;
        if (flow is null)
        {
            return;
        }

        var isReply = flow.IsReply ?? flow.Reply;
        var (client, server) = isReply ? (flow.Destination, flow.Source) : (flow.Source, flow.Destination);
        var isTask = Count(flow, client, server, "egress") | Count(flow, server, client, "ingress");
        CollectionsMarshal.GetValueRefOrAddDefault(_attribution, (isTask ? "task" : "other", isTask ? "exact" : "unknown"), out _)++;
    }

    private bool Count(Flow flow, Endpoint? side, Endpoint? other, string direction)
    {
        if (side is null || side.ID == 0 || !tasks.TryGetValue((side.Namespace, side.PodName), out var task))
        {
            return false;
        }

        var ns = side.Namespace;
        CollectionsMarshal.GetValueRefOrAddDefault(
            _flows, (ns, task.Dag, task.Task, direction, flow.Verdict, flow.L4?.ProtocolCase ?? default, PeerKind(flow, other)), out _)++;
        if (flow.Verdict == Verdict.Dropped)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_drops, (ns, task.Dag, task.Task, flow.DropReasonDesc), out _)++;
        }

        if (flow.L7 is { Type: L7FlowType.Response } l7)
        {
            if (l7.Http is { } http)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_http, (ns, task.Dag, task.Task, http.Method, http.Code), out _)++;
            }
            else if (l7.Dns is { } dns)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_dns, (ns, task.Dag, task.Task, dns.Rcode), out _)++;
            }
        }

        return true;
    }

    private string PeerKind(Flow flow, Endpoint? other) =>
        other is null ? "unknown"
        : tasks.ContainsKey((other.Namespace, other.PodName)) ? "task"
        : flow.DestinationService is not null || other.Workloads.Count > 0 || other.PodName.Length > 0 ? "workload"
        : flow.DestinationNames.Count > 0 ? "dns"
        : other.Labels.Any(label => label.StartsWith("reserved:", StringComparison.Ordinal)) ? "entity" : "unknown";
}
