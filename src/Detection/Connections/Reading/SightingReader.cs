using Windsock.Detection.Connections.Entries;
using Windsock.Model.Flows;

namespace Windsock.Detection.Connections.Reading;

/// <summary>Makes sightings of flow events. Looks at the table only where an event does not say who opened its connection.</summary>
internal sealed class SightingReader
{
    private readonly ConnectionTable _table;

    public SightingReader(ConnectionTable table) => _table = table;

    /// <summary>The sighting means nothing unless the answer is <see cref="FlowUse.Tracked"/>.</summary>
    /// <param name="time">By <see cref="EvidenceClock"/>.</param>
    public FlowUse Read(in Flow flow, long time, out Sighting sighting)
    {
        sighting = default;
        var use = FlowReading.Read(flow, out var signs);
        if (use != FlowUse.Tracked)
        {
            return use;
        }

        var orientation = FlowReading.Orient(flow, signs);
        if (orientation == Orientation.Unclear)
        {
            orientation = OrientByTable(flow);
        }

        if (orientation == Orientation.Unclear)
        {
            return FlowUse.UnclearDirection;
        }

        sighting = SightingOf(flow, time, signs, orientation == Orientation.SourceIsClient);
        return FlowUse.Tracked;
    }

    private Orientation OrientByTable(in Flow flow)
    {
        var asSent = KeyOf(flow, isFromClient: true);
        return _table.Find(asSent) >= 0 ? Orientation.SourceIsClient
            : _table.Find(asSent.Reversed()) >= 0 ? Orientation.DestinationIsClient
            : FlowReading.OrientByPorts(flow);
    }

    private static ConnectionKey KeyOf(in Flow flow, bool isFromClient)
    {
        // ICMP has a type and a code where others have ports.
        var hasPorts = flow.Protocol is not (L4Protocol.Icmp or L4Protocol.IcmpV6);
        var source = hasPorts ? flow.SourcePort : (ushort)0;
        var destination = hasPorts ? flow.DestinationPort : (ushort)0;
        return isFromClient
            ? new ConnectionKey(flow.SourceIp, flow.DestinationIp, source, destination, flow.Protocol)
            : new ConnectionKey(flow.DestinationIp, flow.SourceIp, destination, source, flow.Protocol);
    }

    private static Sighting SightingOf(in Flow flow, long time, Signs signs, bool isFromClient)
    {
        var client = isFromClient ? flow.Source : flow.Destination;
        var server = isFromClient ? flow.Destination : flow.Source;
        var service = isFromClient ? flow.DestinationService : flow.SourceService;
        if (flow.Protocol is L4Protocol.Udp or L4Protocol.Sctp)
        {
            signs |= isFromClient ? Signs.Opening : (signs & Signs.Denied) != 0 ? Signs.None : Signs.Answer;
        }

        return new Sighting
        {
            Key = KeyOf(flow, isFromClient),
            Time = time,
            Signs = signs,
            IsFromClient = isFromClient,
            IsAtClient = client.IsLocal,
            IsFrontend = service is { Name.Length: > 0 } && !server.HasPod && !server.IsLocal,
            HasBorrowedIdentity = !client.HasPod && !client.IsLocal && CiliumIdentities.IsPod(client.Identity),
            IsClientNode = CiliumIdentities.IsNode(client.Identity),
            IsTurned = flow.ClientIsSource != isFromClient,
        };
    }
}
