using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>One event as an example of what a series counts. Immutable; rendered only when OpenMetrics is written.</summary>
/// <param name="TraceId">Empty when the event has none.</param>
/// <param name="Value">what was added to a counter, the observed value in a bucket.</param>
internal sealed record Exemplar(TaskTry Try, string TraceId, Instant Time, double Value);
