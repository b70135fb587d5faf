using System.Collections.Immutable;
using Windsock.Model.Metrics;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Counts the diagnoses that got no event, by reason.</summary>
internal sealed class WithheldEvents : IMetricSource
{
    private static readonly ImmutableArray<string> Reasons = ["no_pod", "duplicate", "rate_limited"];

    private static readonly MetricFamily Withheld = new(
        "kubernetes_events_withheld_total", MetricKind.Counter, "Diagnoses that got no Kubernetes Event although they were worth one: no pod of the try was in view, the same was written before, or the rate limit was reached.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", Reasons),
    };

    private readonly Counter[] _counts = [.. Reasons.Select(_ => new Counter())];

    public ImmutableArray<MetricFamily> Families => [Withheld];

    public void CountNoPod() => _counts[0].Add();

    public void CountDuplicate() => _counts[1].Add();

    public void CountRateLimited() => _counts[2].Add();

    public void Collect(IMetricCollector collector)
    {
        for (var i = 0; i < Reasons.Length; i++)
        {
            collector.Add(Withheld, _counts[i].Value, Reasons[i]);
        }
    }
}
