using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of connections: each is entered with its first event. One thread.</summary>
internal sealed class ConnectionBooks
{
    /// <summary>A notice of loss does not say since when events are missing: what was under way this long before it is open to doubt.</summary>
    private static readonly TimeSpan LossReach = TimeSpan.FromSeconds(2);

    private readonly Dictionary<SimulatedConnection, ImmutableArray<TrueSide>> _connections = [];
    private readonly List<TimeSpan> _losses = [];

    /// <summary>Each connection once, in the order of first events.</summary>
    public IReadOnlyCollection<SimulatedConnection> All => _connections.Keys;

    public void Observe(SimulatedConnection connection, ImmutableArray<TrueSide> sides) => _connections.TryAdd(connection, sides);

    public void NoteLoss(TimeSpan at) => _losses.Add(at);

    /// <param name="now">World time to which events were published.</param>
    /// <param name="overtaken">Connections with events that were overwritten before they were sent.</param>
    public ConnectionTotals Totals(TimeSpan now, IReadOnlySet<SimulatedConnection> overtaken)
    {
        var certain = new Dictionary<(TrueTaskSide, string), long>();
        var uncertain = new Dictionary<TrueTaskSide, long>();
        foreach (var (connection, sides) in _connections)
        {
            var isUncertain = connection.IsMaimed || connection.LastAt > now || overtaken.Contains(connection) || _losses.Exists(loss => Touches(loss, connection));
            foreach (var side in sides.Select(SideOf))
            {
                if (isUncertain)
                {
                    uncertain[side] = uncertain.GetValueOrDefault(side) + 1;
                }
                else
                {
                    var key = (side, PublicSpelling.Of(connection.Outcome));
                    certain[key] = certain.GetValueOrDefault(key) + 1;
                }
            }
        }

        return new ConnectionTotals(certain, uncertain);
    }

    private static bool Touches(TimeSpan loss, SimulatedConnection connection) => connection.FirstAt <= loss && connection.LastAt + LossReach >= loss;

    private static TrueTaskSide SideOf(TrueSide side) => new(side.Task.Namespace, side.Task.DagId, side.Task.TaskId, side.Direction);
}
