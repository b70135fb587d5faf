using Windsock.Exporter.Prometheus.Writing;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Ties the time of counting to what scrapes have shown. The counting thread stamps every batch with a strictly rising
/// number of ticks; a scrape notes at its start the last stamp that was counted to the end, and tells it when its response is
/// completely written. A change with a stamp up to that is in that response for certain.</summary>
internal sealed class ScrapeClock
{
    private readonly TimeProvider _time;
    private readonly long _origin;
    private long _current;
    private long _finished;
    private long _acknowledged;
    private long _exemplarRound;

    public ScrapeClock(TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
    }

    /// <summary>Everything stamped up to this was in a completely written scrape.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Rises with every scrape that shows exemplars: a series takes one new example per round, so that examples cost
    /// an object per series and scrape, and none per flow.</summary>
    public long ExemplarRound => Volatile.Read(ref _exemplarRound);

    /// <summary>Counting thread: a new batch begins. The stamp is ticks since the start of this clock, made to rise.</summary>
    public long BeginBatch() => _current = Math.Max(_current + 1, _time.GetElapsedTime(_origin).Ticks);

    /// <summary>Counting thread: all changes of the batch are made and visible to whoever reads the stamp.</summary>
    public void EndBatch() => Volatile.Write(ref _finished, _current);

    /// <summary>Any thread: a scrape begins. Must be called before the first series is read.</summary>
    public long BeginScrape(ExpositionFormat format)
    {
        if (format == ExpositionFormat.OpenMetrics)
        {
            Interlocked.Increment(ref _exemplarRound);
        }

        return Volatile.Read(ref _finished);
    }

    /// <summary>Any thread: the scrape that began with <paramref name="stamp"/> was written to its end.</summary>
    public void CompleteScrape(long stamp)
    {
        var seen = Volatile.Read(ref _acknowledged);
        while (stamp > seen)
        {
            // Fails only when another scrape completed at this moment; there are two at most.
            var found = Interlocked.CompareExchange(ref _acknowledged, stamp, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }
}
