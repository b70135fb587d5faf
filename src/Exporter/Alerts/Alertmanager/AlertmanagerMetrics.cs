using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.Alerts.Alertmanager;

/// <summary>What Alertmanager is told, and by which instance it was taken.</summary>
/// <param name="sink">Null: switched off, without series.</param>
internal sealed class AlertmanagerMetrics(AlertmanagerSink? sink) : IMetricSource
{
    private static readonly ImmutableArray<string> Outcomes = ["delivered", "retryable", "rejected"];

    private static readonly MetricFamily Posts = new(
        "alertmanager_posts_total", MetricKind.Counter, "Requests to each instance of Alertmanager, first ones and repeated ones, by how they ended.", ["instance", "outcome"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("outcome", Outcomes),
    };

    private static readonly MetricFamily Alerts = new(
        "alertmanager_alerts", MetricKind.Gauge, "Alerts that Alertmanager is told again at every turn: those that fire, and those that were resolved lately.", ["state"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("state", ["firing", "resolved"]),
    };

    private static readonly MetricFamily Forgotten = new(
        "alertmanager_forgotten_total", MetricKind.Counter, "Alerts that are not told again because there was no room for them; Alertmanager takes them for resolved.", []);

    public ImmutableArray<MetricFamily> Families => [Posts, Alerts, Forgotten];

    public void Collect(IMetricCollector collector)
    {
        if (sink is null)
        {
            return;
        }

        foreach (var instance in sink.Instances)
        {
            var counts = instance.Counts;
            for (var i = 0; i < Outcomes.Length; i++)
            {
                collector.Add(Posts, counts[i], instance.Name, Outcomes[i]);
            }
        }

        var roster = sink.Roster;
        var firing = roster.Members.Count(member => member.IsFiring);
        collector.Add(Alerts, firing, "firing");
        collector.Add(Alerts, roster.Members.Count() - firing, "resolved");
        collector.Add(Forgotten, roster.Forgotten);
    }
}
