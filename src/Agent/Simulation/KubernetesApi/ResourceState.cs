using System.Collections.Immutable;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>All objects of one resource and its recent history. Immutable.</summary>
/// <param name="Objects">Keyed by namespace and name, in the order in which lists give them.</param>
/// <param name="History">Oldest first.</param>
/// <param name="Compacted">A watch from a resource version below this is too old.</param>
internal sealed record ResourceState(
    ImmutableSortedDictionary<(string Namespace, string Name), StoredObject> Objects,
    ImmutableList<ObjectChange> History,
    long ResourceVersion,
    long Compacted)
{
    public static ResourceState Empty { get; } = new(
        ImmutableSortedDictionary<(string Namespace, string Name), StoredObject>.Empty, [], 1_000, 0);
}
