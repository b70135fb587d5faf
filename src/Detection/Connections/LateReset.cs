using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections;

/// <summary>The server broke off a connection that had been reported as established before.</summary>
internal readonly record struct LateReset(
    SideAttribution Client, SideAttribution Server, Peer ServerAsPeer, Peer ClientAsPeer, L4Protocol Protocol, ushort ServerPort, Instant At);
