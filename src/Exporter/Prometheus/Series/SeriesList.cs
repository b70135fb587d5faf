namespace Windsock.Exporter.Prometheus.Series;

/// <summary>The series of one family in the order they appeared. One thread adds and removes; any thread reads a consistent
/// view at any time, without locks: slots only ever go from empty to filled, and removal publishes a new array.</summary>
internal sealed class SeriesList
{
    private CountedSeries?[] _items = new CountedSeries?[16];
    private int _count;

    public void Add(CountedSeries series)
    {
        if (_count == _items.Length)
        {
            var larger = new CountedSeries?[_items.Length * 2];
            _items.CopyTo(larger, 0);
            Volatile.Write(ref _items, larger);
        }

        Volatile.Write(ref _items[_count++], series);
    }

    /// <summary>Takes out the series of owners that were removed.</summary>
    /// <returns>How many.</returns>
    public int RemoveOrphans(Action<CountedSeries> removed)
    {
        var kept = new CountedSeries?[_items.Length];
        var count = 0;
        for (var i = 0; i < _count; i++)
        {
            var series = _items[i]!;
            if (series.Owner.IsRemoved)
            {
                removed(series);
            }
            else
            {
                kept[count++] = series;
            }
        }

        var gone = _count - count;
        _count = count;
        Volatile.Write(ref _items, kept);
        return gone;
    }

    /// <summary>What is there now, for reading; the first empty slot ends it. Stays whole when series are removed meanwhile;
    /// read its slots with <see cref="Volatile"/>, more may fill up.</summary>
    public CountedSeries?[] Slots => Volatile.Read(ref _items);
}
