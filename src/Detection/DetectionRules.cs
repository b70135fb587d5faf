using System.Collections.Immutable;
using Windsock.Detection.Alerting;
using Windsock.Detection.Anomalies;
using Windsock.Detection.Platform;

namespace Windsock.Detection;

/// <summary>The closed set of rules, for whoever has to name them all: alerts, metrics, pages.</summary>
public static class DetectionRules
{
    /// <summary>In the order of the documentation.</summary>
    public static ImmutableArray<AlertRule> All { get; } = [.. AnomalyRules.Alerts, .. PlatformParts.Alerts];
}
