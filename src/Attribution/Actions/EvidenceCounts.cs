using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Actions;

/// <summary>By what callers were recognised. Raised by the thread that attributes, read by any.</summary>
internal sealed class EvidenceCounts : IMetricSource
{
    private static readonly ImmutableArray<string> Names = [.. Enum.GetValues<CallerEvidence>().Select(PlatformNames.Of)];

    private static readonly MetricFamily Family = new(
        "platform_caller_evidence_total", MetricKind.Counter, "Actions asked of the platform by what their caller was recognised by; all but pod_uid and pod_name are inferred.", ["evidence"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("evidence", Names),
    };

    private readonly Counter[] _counts = [.. Names.Select(_ => new Counter())];

    public ImmutableArray<MetricFamily> Families => [Family];

    public void Count(in ActionAttribution attribution) => _counts[(int)attribution.Evidence].Add();

    public void Collect(IMetricCollector collector)
    {
        for (var i = 0; i < _counts.Length; i++)
        {
            collector.Add(Family, _counts[i].Value, Names[i]);
        }
    }
}
