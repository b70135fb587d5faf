using Windsock.Detection.Connections.Entries;

namespace Windsock.Detection.Tests.Connections.Entries;

public sealed class SynSightingsTests
{
    private const long Second = 1_000_000_000;

    private static readonly long Start = Some.At(0).UnixNanoseconds;

    [Fact]
    public void Only_repeats_at_one_place_are_attempts()
    {
        var syns = default(SynSightings);
        foreach (var (place, at) in ((ushort, double)[])[(1, 0), (2, 0), (3, 0.001), (1, 1), (2, 1), (1, 3), (1, 0)])
        {
            syns.Add(place, Start + (long)(at * Second));
        }

        Assert.Equal(3, syns.CountUntil(Start + (9 * Second)));
        Assert.Equal(2, syns.CountUntil(Start + (2 * Second)));
        Assert.Equal(0, syns.CountUntil(Start - Second));
    }

    [Fact]
    public void What_does_not_fit_is_not_counted()
    {
        var syns = default(SynSightings);
        for (var at = 0; at < 9; at++)
        {
            syns.Add(7, Start + (at * Second));
            syns.Add((ushort)(10 + at), Start);
        }

        Assert.Equal(4, syns.CountUntil(Start + (9 * Second)));
    }
}
