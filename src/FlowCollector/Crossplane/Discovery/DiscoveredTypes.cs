using System.Collections.Immutable;

namespace Windsock.FlowCollector.Crossplane.Discovery;

/// <summary>What one look at the API found.</summary>
/// <param name="IsComplete">All of the API answered: a type that is not here is not there.</param>
internal sealed record DiscoveredTypes(ImmutableArray<CrossplaneType> Types, bool IsComplete);
