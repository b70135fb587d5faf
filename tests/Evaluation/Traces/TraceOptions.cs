using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces;

/// <summary>What cluster is simulated. Equal options give equal traces.</summary>
/// <param name="Days">Simulated days, 2 to 400.</param>
/// <param name="Dags">DAGs, 20 to 2,000: three in ten hourly, the rest daily but for one in twenty, which runs once or twice a month.</param>
/// <param name="WithIncidents">False for a month with nothing wrong: everything else stays the same.</param>
internal sealed record TraceOptions(ulong Seed, int Days = 30, int Dags = 200, bool WithIncidents = true)
{
    /// <summary>A Monday at midnight, UTC. The trace begins there.</summary>
    public static readonly Instant Start = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));

    public Instant End => Start.Add(TimeSpan.FromDays(Days));
}
