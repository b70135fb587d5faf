using System.Collections.Immutable;

namespace Windsock.Exporter.Activity;

/// <summary>What one DAG has done, by <see cref="ActivityKind"/>.</summary>
/// <param name="DagId"><see cref="ActivityTable.Rest"/> for those that found no room, whose namespace is empty.</param>
/// <param name="Total">Since the start.</param>
/// <param name="LastMinute">In the last 55 to 60 seconds.</param>
public sealed record DagCounts(string Namespace, string DagId, ImmutableArray<long> Total, ImmutableArray<long> LastMinute);
