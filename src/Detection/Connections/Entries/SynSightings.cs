using System.Runtime.CompilerServices;

namespace Windsock.Detection.Connections.Entries;

/// <summary>When the client's SYNs were seen, and where: one SYN passes several observation points and both nodes, so only repeats
/// at one place are further attempts. Keeps four times at three places; what does not fit is not counted.</summary>
internal struct SynSightings
{
    private const int Places = 3;
    private const int TimesPerPlace = 4;

    /// <summary>Two sightings in one step are one packet. 65,536 steps go round in 18 minutes, longer than any wait for an answer.</summary>
    private const long StepNanoseconds = 16_000_000;

    private PlaceList _places;
    private TimeList _times;
    private CountList _counts;

    public void Add(ushort place, long time)
    {
        var row = 0;
        while (row < Places && _counts[row] > 0 && _places[row] != place)
        {
            row++;
        }

        if (row == Places)
        {
            return;
        }

        _places[row] = place;
        var step = StepOf(time);
        var count = _counts[row];
        for (var index = 0; index < count; index++)
        {
            if (_times[(row * TimesPerPlace) + index] == step)
            {
                return;
            }
        }

        if (count < TimesPerPlace)
        {
            _times[(row * TimesPerPlace) + count] = step;
            _counts[row]++;
        }
    }

    /// <summary>SYNs sent until then.</summary>
    public readonly int CountUntil(long time)
    {
        var limit = StepOf(time);
        var most = 0;
        for (var row = 0; row < Places; row++)
        {
            var count = 0;
            for (var index = 0; index < _counts[row]; index++)
            {
                count += (short)(_times[(row * TimesPerPlace) + index] - limit) <= 0 ? 1 : 0;
            }

            most = Math.Max(most, count);
        }

        return most;
    }

    private static ushort StepOf(long time) => unchecked((ushort)(time / StepNanoseconds));

    [InlineArray(Places)]
    private struct PlaceList
    {
        private ushort _first;
    }

    [InlineArray(Places * TimesPerPlace)]
    private struct TimeList
    {
        private ushort _first;
    }

    [InlineArray(Places)]
    private struct CountList
    {
        private byte _first;
    }
}
