namespace Windsock.Agent.Simulation.Truth.Platform;

/// <summary>What the agent's counters must show for what tasks did to the platform.</summary>
/// <param name="Series">Per-task series, none of them at zero.</param>
/// <param name="Doubtful">By how much each may be higher: nobody who reads a cloud's log can be sure of these.</param>
internal sealed record PlatformTotals(IReadOnlyDictionary<TrueSeries, long> Series, IReadOnlyDictionary<TrueSeries, long> Doubtful)
{
    public long Of(TrueSeries series) => Series.GetValueOrDefault(series);

    public long DoubtOf(TrueSeries series) => Doubtful.GetValueOrDefault(series);
}
