using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections;

/// <summary>Knows by which DNS names pods asked for addresses.</summary>
internal interface IPeerNaming
{
    /// <summary>The name under which that pod asked for the address, if nothing better than a mere place is known of it.</summary>
    Peer NameOf(Peer known, string podUid, IpAddress address, Instant at);
}
