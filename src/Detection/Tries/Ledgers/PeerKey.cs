using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries.Ledgers;

/// <summary>What a try's peers are told apart by.</summary>
/// <param name="Port">The server's; 0 when there is none.</param>
internal readonly record struct PeerKey(PeerKind Kind, string Name, TrafficDirection Direction, L4Protocol Protocol, ushort Port)
{
    public static PeerKey Of(Peer peer, TrafficDirection direction, L4Protocol protocol, ushort port) => new(peer.Kind, peer.Name, direction, protocol, port);

    /// <summary>As people write it.</summary>
    public override string ToString() => Port == 0 ? Name : $"{Name}:{Port}";
}
