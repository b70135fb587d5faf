using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Pipeline.Stages;

/// <summary>Says whose calls those of a batch are, by asking about the flow that each one was. Single-threaded. Calls do not wait
/// for a pod: a proxy reports when a call is over, its pod has been in view since before it began.</summary>
internal sealed class CallAttribution(IFlowAttributor attributor, CallAttributionCounts counts)
{
    private readonly HostNames _hosts = new();
    private readonly Flow[] _flows = new Flow[CallBatch.MaxCount];

    public AttributedCalls Attribute(CallBatch batch)
    {
        var attributions = new FlowAttribution[batch.Count];
        var calls = batch.Calls;
        for (var from = 0; from < calls.Length; from += _flows.Length)
        {
            var part = calls.Slice(from, Math.Min(_flows.Length, calls.Length - from));
            for (var i = 0; i < part.Length; i++)
            {
                _flows[i] = ToFlow(part[i]);
                _flows[i].DestinationNames = _hosts.Of(part[i].Host);
            }

            attributor.Expect(_flows.AsSpan(0, part.Length));
            for (var i = 0; i < part.Length; i++)
            {
                attributions[from + i] = Attribute(_flows[i], batch.ReceivedAt);
            }
        }

        return new AttributedCalls(batch, attributions);
    }

    /// <summary>The flow that a call was, as the reporting proxy's node saw it. It has no Cilium event type, so that nobody leaves
    /// it to the client's node to count: the two proxies tell different things about one call.</summary>
    internal static Flow ToFlow(in Call call) => new()
    {
        Time = call.Time,
        SourceIp = call.ClientIp,
        DestinationIp = call.ServerIp,
        Source = call.Client,
        Destination = call.Server,
        SourcePort = call.ClientPort,
        DestinationPort = call.ServerPort,
        DestinationService = call.Service,
        NodeName = call.NodeName,
        Protocol = L4Protocol.Tcp,
        Type = FlowType.L7,
        Verdict = Verdict.Forwarded,
    };

    private FlowAttribution Attribute(in Flow flow, Instant receivedAt)
    {
        if (attributor.Attribute(flow, receivedAt, mayWait: false, out var attribution) != AttributionOutcome.Attributed)
        {
            // Contrary to its contract; nobody's call rather than a lost one.
            attribution = new FlowAttribution(default, default, Peer.Unknown, Peer.Unknown, AttributionKind.Other, AttributionClass.Unknown);
        }

        counts.Count(attribution);
        return attribution;
    }
}
