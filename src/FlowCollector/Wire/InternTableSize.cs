namespace Windsock.FlowCollector.Wire;

/// <summary>How full one of the decoder's tables is.</summary>
/// <param name="Name">Label <c>table</c>, one of a closed set.</param>
/// <param name="Evictions">Entries that gave way to others so far.</param>
internal readonly record struct InternTableSize(string Name, int Count, int Capacity, long Evictions);
