using System.Collections.Immutable;

namespace Windsock.Model.Cluster;

/// <summary>What is kept of a namespace.</summary>
public sealed record NamespaceState(string Name, ImmutableDictionary<string, string> Labels);
