using System.Collections.Immutable;
using System.IO.Pipelines;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Platform;
using Windsock.Exporter.Prometheus.Series;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus;

/// <summary>Everything the agent shows on <c>/metrics</c>: the series counted per task, then the numbers of all sources. Reads
/// beside the threads that count and never makes them wait.</summary>
public sealed class MetricRegistry
{
    // Enough to make a system call worth it, small enough that a scrape of any size needs little memory.
    private const int FlushBytes = 64 * 1024;

    private readonly ImmutableArray<ITaskSeries> _counted;
    private readonly ImmutableArray<IMetricSource> _sources;
    private readonly ImmutableArray<ImmutableArray<FamilyText>> _taskTexts;
    private readonly ImmutableArray<FamilyText> _sourceTexts;

    /// <param name="connections">Null: connections are not counted.</param>
    /// <param name="sources">Read in this order at every scrape, after the others.</param>
    /// <param name="platform">Null: what tasks do to the platform is not counted.</param>
    /// <exception cref="ArgumentException">Two families share a name and differ, or a description breaks a rule of the formats.</exception>
    public MetricRegistry(FlowMetrics flows, ConnectionMetrics? connections, IEnumerable<IMetricSource> sources, PlatformMetrics? platform = null)
    {
        _counted = [.. ((ITaskSeries?[])[flows, connections, platform]).OfType<ITaskSeries>()];
        _sources = [.. _counted.OfType<IMetricSource>(), .. sources, Ledger];
        _taskTexts = [.. _counted.Select(series => series.SeriesFamilies.Select(family => new FamilyText(family.Definition)).ToImmutableArray())];
        var counted = _taskTexts.SelectMany(texts => texts.Select(text => text.Family)).ToImmutableArray();
        _sourceTexts = [.. FamilySet.Merge(counted, _sources.SelectMany(source => source.Families)).Select(family => new FamilyText(family))];
        Families = [.. counted, .. _sourceTexts.Select(text => text.Family)];
    }

    /// <summary>Every family that can be counted per task.</summary>
    public static ImmutableArray<MetricFamily> TaskFamilies => [.. FlowFamilies.All, .. ConnectionFamilies.All, .. PlatformFamilies.All];

    /// <summary>Every family that can appear, each once, in the order of the output. <c>docs/reference/metrics.md</c> is made from it.</summary>
    public ImmutableArray<MetricFamily> Families { get; }

    internal ScrapeLedger Ledger { get; } = new();

    /// <summary>A scrape begins. Must be called before the first series is read.</summary>
    /// <returns>What to complete it with.</returns>
    internal ImmutableArray<long> BeginScrape(ExpositionFormat format) => [.. _counted.Select(series => series.Clock.BeginScrape(format))];

    /// <summary>The scrape that began with <paramref name="stamps"/> was written to its end.</summary>
    internal void CompleteScrape(ImmutableArray<long> stamps)
    {
        for (var i = 0; i < stamps.Length; i++)
        {
            _counted[i].Clock.CompleteScrape(stamps[i]);
        }
    }

    /// <summary>Writes one complete exposition.</summary>
    /// <returns>Bytes written, before any compression.</returns>
    /// <exception cref="IOException">The reader went away; what was written is not a complete exposition.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>.</exception>
    internal async Task<long> WriteAsync(PipeWriter output, ExpositionFormat format, CancellationToken stop)
    {
        var total = 0L;
        for (var i = 0; i < _counted.Length; i++)
        {
            foreach (var family in _counted[i].SeriesFamilies)
            {
                total += await WriteSeriesAsync(_taskTexts[i][family.Index], family.Series, output, format, stop);
            }
        }

        total += WriteSources(output, format);
        total += new SampleWriter(output, format).WriteEnd();
        await FlushAsync(output, stop);
        return total;
    }

    private static async ValueTask FlushAsync(PipeWriter output, CancellationToken stop)
    {
        var result = await output.FlushAsync(stop);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("The reader of the metrics went away before the end.");
        }
    }

    private static async ValueTask<long> WriteSeriesAsync(FamilyText text, SeriesList series, PipeWriter output, ExpositionFormat format, CancellationToken stop)
    {
        // One view for the whole family: a removal meanwhile must not move the position.
        var slots = series.Slots;
        var (position, written) = (0, 0L);
        while (WriteUpToFlush(text, slots, ref position, ref written, new SampleWriter(output, format)))
        {
            await FlushAsync(output, stop);
        }

        return written;
    }

    /// <returns>True when enough was written and there may be more.</returns>
    private static bool WriteUpToFlush(FamilyText text, CountedSeries?[] slots, ref int position, ref long written, SampleWriter writer)
    {
        var limit = written + FlushBytes;
        while (position < slots.Length && Volatile.Read(ref slots[position]) is { } series)
        {
            written += position == 0 ? writer.WriteHeader(text) : 0;
            written += writer.Write(text, series);
            position++;
            if (written >= limit)
            {
                return true;
            }
        }

        return false;
    }

    private long WriteSources(PipeWriter output, ExpositionFormat format)
    {
        var buffer = new SampleBuffer(_sourceTexts, format);
        foreach (var source in _sources)
        {
            Collect(source, buffer);
        }

        var writer = new SampleWriter(output, format);
        var written = 0L;
        foreach (var text in _sourceTexts)
        {
            var samples = buffer.SamplesOf(text);
            if (!samples.IsEmpty)
            {
                written += writer.WriteHeader(text) + writer.WriteBytes(samples);
            }
        }

        return written;
    }

    // One broken source must not take all other numbers away.
    private void Collect(IMetricSource source, SampleBuffer buffer)
    {
        try
        {
            source.Collect(buffer);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Ledger.CountSourceFailure();
        }
    }
}
