using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of calls: one entry for each that a proxy of this node wrote, in order, so that what never arrived can be taken
/// out again. One thread.</summary>
internal sealed class CallBooks
{
    private readonly List<CallOutcome> _entries = [];

    public long Entries => _entries.Count;

    /// <summary>Proxies of other nodes report to the agents there.</summary>
    public void Observe(SimulatedCall call)
    {
        if (call.Reporter.IsLocal)
        {
            _entries.Add(CallJudge.Judge(call));
        }
    }

    /// <param name="lost">Positions of entries that did not arrive.</param>
    public CallTotals Totals(IReadOnlySet<long> lost)
    {
        var (calls, kinds, series) = (0L, new Dictionary<TrueOwnerKind, long>(), new Dictionary<TrueSeries, long>());
        var connections = new HashSet<(SimulatedPod, int, SimulatedPod, int, TrueSeries)>();
        for (var position = 0; position < _entries.Count; position++)
        {
            if (lost.Contains(position))
            {
                continue;
            }

            var entry = _entries[position];
            calls++;
            kinds[entry.Kind] = kinds.GetValueOrDefault(entry.Kind) + 1;
            foreach (var (one, amount) in entry.Raises)
            {
                Raise(series, one, amount);
            }

            var call = entry.Call;
            if (entry.Connection is { } connection && connections.Add((call.Client, call.ClientPort, call.Server, call.Service.TargetPort, connection)))
            {
                Raise(series, connection, 1);
            }
        }

        return new CallTotals(calls, kinds, series);
    }

    private static void Raise(Dictionary<TrueSeries, long> series, TrueSeries one, long amount)
    {
        if (amount > 0)
        {
            series[one] = series.GetValueOrDefault(one) + amount;
        }
    }
}
