using Windsock.FlowCollector.MeshMetrics.Exposition;
using Windsock.FlowCollector.Wire;

namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>Stands for a series: 128 bits over its counter and its labels as they were written, so that a remembered series costs 16 bytes
/// and not 1,500. Seeded per process: nobody outside can look for two series of one key.</summary>
internal static class SeriesKey
{
    private static readonly ulong First = (ulong)Random.Shared.NextInt64();
    private static readonly ulong Second = (ulong)Random.Shared.NextInt64();

    public static UInt128 Of(MeshCounter counter, ReadOnlySpan<byte> labels)
    {
        // An odd number spreads the few counters over the seeds.
        var own = (ulong)counter * 0x9E37_79B9_7F4A_7C15;
        return new UInt128(ByteHash.Of(labels, First + own), ByteHash.Of(labels, Second ^ own));
    }
}
