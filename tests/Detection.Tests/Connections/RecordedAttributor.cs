using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Connections;

/// <summary>Takes every local pod of a recording for a task that decides; other ends are named by their pod, or are the world.</summary>
internal sealed class RecordedAttributor
{
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);

    public FlowAttribution Attribute(in Flow flow)
    {
        var (client, server) = flow.ClientIsSource ? (flow.Source, flow.Destination) : (flow.Destination, flow.Source);
        return new FlowAttribution(SideOf(client), SideOf(server), PeerOf(server), PeerOf(client), AttributionKind.Task, AttributionClass.Exact);
    }

    private static Peer PeerOf(Endpoint endpoint) =>
        endpoint.HasPod ? new Peer(PeerKind.Workload, $"{endpoint.Namespace}/{endpoint.PodName}") : new Peer(PeerKind.Entity, "world");

    private SideAttribution SideOf(Endpoint endpoint)
    {
        if (!endpoint.IsLocal || !endpoint.HasPod)
        {
            return new SideAttribution(null, AttributionClass.Unknown, AttributionReason.PodUnknown, false);
        }

        var name = $"{endpoint.Namespace}/{endpoint.PodName}";
        if (!_owners.TryGetValue(name, out var owner))
        {
            owner = Some.Task(name, endpoint.PodName);
            _owners.Add(name, owner);
        }

        return new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, true);
    }
}
