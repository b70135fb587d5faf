using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>Something that a task did to the platform.</summary>
/// <param name="At">By the platform's clock.</param>
/// <param name="Clock">The agent's own; read only for an example.</param>
internal readonly record struct PlatformSighting(TaskBlock Task, TaskTry Try, string TraceId, Instant At, TimeProvider Clock, long ExemplarRound) : ISighting
{
    /// <summary>Always the task's own request.</summary>
    public int Direction => 0;

    public Exemplar? ToExemplar(double value) =>
        new Exemplar(Try, TraceId, ExampleTime.Of(At, Instant.FromDateTimeOffset(Clock.GetUtcNow())), value);
}
