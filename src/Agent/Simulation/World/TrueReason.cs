using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Agent.Simulation.World;

/// <summary>Why a try really failed.</summary>
/// <param name="Peer">The stable name by which it can be known; empty when no peer is to blame.</param>
/// <param name="Port">0 when there is none.</param>
internal sealed record TrueReason(FailureCause Cause, string Peer = "", int Port = 0)
{
    /// <summary>As it looks to somebody who hears no proxies; null: the same.</summary>
    public TrueReason? Unheard { get; init; }

    /// <summary>As it looks to somebody who sees the network and whom the platform tells nothing; null: the same.</summary>
    public TrueReason? Untold { get; init; }

    /// <summary>What whoever names the cause must say of it, each in one piece; empty: it does not matter.</summary>
    public ImmutableArray<string> Says { get; init; } = [];

    /// <param name="hearsProxies">Whether whoever is to find it hears what the proxies of the mesh tell.</param>
    /// <param name="hearsPlatform">Whether the platform tells what is asked of it.</param>
    public TrueReason To(bool hearsProxies, bool hearsPlatform = false)
    {
        var heard = hearsProxies ? this : Unheard ?? this;
        return hearsPlatform ? heard : heard.Untold ?? heard;
    }
}
