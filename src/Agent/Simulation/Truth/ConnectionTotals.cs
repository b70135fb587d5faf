namespace Windsock.Agent.Simulation.Truth;

/// <summary>What the agent's counters of connections must show: how many there were, by side, outcome and certainty.</summary>
internal sealed class ConnectionTotals
{
    private readonly Dictionary<(TrueTaskSide Side, string Outcome, ConnectionCertainty Certainty), long> _counts = [];

    /// <summary>Tasks as clients and as servers, in the order of their names.</summary>
    public IReadOnlyList<TrueTaskSide> Sides => [.. _counts.Keys.Select(key => key.Side).Distinct().Order()];

    public void Add(TrueTaskSide side, string outcome, ConnectionCertainty certainty)
    {
        var key = (side, outcome, certainty);
        _counts[key] = _counts.GetValueOrDefault(key) + 1;
    }

    public long Of(TrueTaskSide side, string outcome, ConnectionCertainty certainty) => _counts.GetValueOrDefault((side, outcome, certainty));

    public long Of(TrueTaskSide side, ConnectionCertainty certainty) =>
        _counts.Where(one => one.Key.Side == side && one.Key.Certainty == certainty).Sum(one => one.Value);

    public long Of(ConnectionCertainty certainty) => _counts.Where(one => one.Key.Certainty == certainty).Sum(one => one.Value);
}
