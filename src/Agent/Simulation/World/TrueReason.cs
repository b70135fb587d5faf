using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World;

/// <summary>Why a try really failed.</summary>
/// <param name="Peer">The stable name by which it can be known; empty when no peer is to blame.</param>
/// <param name="Port">0 when there is none.</param>
internal sealed record TrueReason(FailureCause Cause, string Peer = "", int Port = 0)
{
    /// <summary>As it looks to somebody who hears no proxies; null: the same.</summary>
    public TrueReason? Unheard { get; init; }

    /// <param name="hearsProxies">Whether whoever is to find it hears what the proxies of the mesh tell.</param>
    public TrueReason To(bool hearsProxies) => hearsProxies ? this : Unheard ?? this;
}
