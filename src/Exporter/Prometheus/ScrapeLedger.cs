using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Prometheus;

/// <summary>What became of the requests for <c>/metrics</c>.</summary>
internal sealed class ScrapeLedger : IMetricSource
{
    private static readonly string[] Results = ["complete", "aborted", "rejected", "failed"];

    private static readonly MetricFamily Scrapes = new("scrapes_total", MetricKind.Counter, "Requests for the metrics: complete ones, those whose reader left or was too slow (aborted), those turned away because two were running (rejected), and failures of the agent.", ["result"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("result", [.. Results]),
    };

    private static readonly MetricFamily Seconds = new("scrape_seconds_total", MetricKind.Counter, "Time spent on complete responses, waiting for the reader included.", []) { Unit = "seconds" };

    private static readonly MetricFamily Bytes = new("scrape_bytes_total", MetricKind.Counter, "Size of complete responses before compression.", []) { Unit = "bytes" };

    private static readonly MetricFamily SourceFailures = new("metric_source_failures_total", MetricKind.Counter, "Times a part of the agent failed to report its numbers; they were missing from that scrape in part.", []);

    private readonly Counter[] _results = [.. Results.Select(_ => new Counter())];
    private readonly Counter _ticks = new();
    private readonly Counter _bytes = new();
    private readonly Counter _sourceFailures = new();

    public ImmutableArray<MetricFamily> Families => [Scrapes, Seconds, Bytes, SourceFailures];

    public long Complete => _results[0].Value;

    public long Aborted => _results[1].Value;

    public long Rejected => _results[2].Value;

    public long Failed => _results[3].Value;

    public void CountComplete(TimeSpan time, long bytes)
    {
        _results[0].Add();
        _ticks.Add(time.Ticks);
        _bytes.Add(bytes);
    }

    public void CountAborted() => _results[1].Add();

    public void CountRejected() => _results[2].Add();

    public void CountFailed() => _results[3].Add();

    public void CountSourceFailure() => _sourceFailures.Add();

    public void Collect(IMetricCollector collector)
    {
        for (var i = 0; i < Results.Length; i++)
        {
            collector.Add(Scrapes, _results[i].Value, Results[i]);
        }

        collector.Add(Seconds, TimeSpan.FromTicks(_ticks.Value).TotalSeconds);
        collector.Add(Bytes, _bytes.Value);
        collector.Add(SourceFailures, _sourceFailures.Value);
    }
}
