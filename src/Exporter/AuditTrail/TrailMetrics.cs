using System.Collections.Immutable;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.AuditTrail;

/// <summary>The books of the audit trail as metrics. Without a trail everything is at zero, and nothing says whether it is up.</summary>
internal sealed class TrailMetrics(TrailBooks? books) : IMetricSource
{
    private static readonly MetricFamily Records = new("audit_trail_records_total", MetricKind.Counter, "Records written to the audit trail, by what they are about; those of the trail itself (started, stopped, gap, recovered, retention) among them.", ["kind"]) { ClosedValues = Closed("kind", TrailWords.Kinds) };

    private static readonly MetricFamily Offered = new("audit_trail_offered_total", MetricKind.Counter, "What was to be recorded in the audit trail; what is neither written nor dropped yet waits.", []);

    private static readonly MetricFamily Dropped = new("audit_trail_dropped_total", MetricKind.Counter, "What was to be recorded in the audit trail and was not: more came than the disk takes, the disk would not, or the agent stopped first. The trail's next gap record tells it, too.", ["reason"]) { ClosedValues = Closed("reason", TrailBooks.Reasons) };

    private static readonly MetricFamily Up = new("audit_trail_up", MetricKind.Gauge, "1 while records of the audit trail reach the disk; not there when no directory is set.", []);

    public ImmutableArray<MetricFamily> Families => [Records, Offered, Dropped, Up];

    public void Collect(IMetricCollector collector)
    {
        var of = books ?? new TrailBooks();
        foreach (var kind in Enum.GetValues<TrailKind>())
        {
            collector.Add(Records, of.RecordsOf(kind), TrailWords.Of(kind));
        }

        collector.Add(Offered, of.Offered);
        foreach (var reason in Enum.GetValues<TrailDrop>())
        {
            collector.Add(Dropped, of.DroppedBecause(reason), TrailBooks.Reasons[(int)reason]);
        }

        if (books is not null)
        {
            collector.Add(Up, books.IsUp ? 1 : 0);
        }
    }

    private static ImmutableDictionary<string, ImmutableArray<string>> Closed(string label, ImmutableArray<string> values) =>
        ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, values);
}
