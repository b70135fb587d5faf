using Windsock.Agent.Simulation.Truth;

namespace Windsock.Agent.Simulation.Reconciliation;

/// <summary>Sums of per-task counters over all pages seen: a series may expire once it was read, and begin anew at zero.</summary>
internal sealed class SeriesHistory
{
    private readonly Dictionary<TrueSeries, (long Before, long Last)> _series = [];

    public IReadOnlyDictionary<TrueSeries, long> Totals => _series.ToDictionary(one => one.Key, one => one.Value.Before + one.Value.Last);

    public void Observe(MetricsPage page)
    {
        var shown = page.Samples.Where(sample => TaskFamilies.All.Contains(sample.Name)).ToDictionary(sample => sample.Series, sample => (long)sample.Value);
        foreach (var gone in _series.Keys.Except(shown.Keys).ToList())
        {
            var (before, last) = _series[gone];
            _series[gone] = (before + last, 0);
        }

        foreach (var (series, value) in shown)
        {
            var (before, last) = _series.GetValueOrDefault(series);
            _series[series] = value < last ? (before + last, value) : (before, value);
        }
    }
}
