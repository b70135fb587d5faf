using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;
using Windsock.Model.Connections;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of connections: each is entered with its first event. One thread.</summary>
internal sealed class ConnectionBooks
{
    /// <summary>As long as this anybody may still wait for the answer that a silent connection never got. A loss of events until
    /// then may have been that answer.</summary>
    private static readonly TimeSpan SilenceReach = TimeSpan.FromSeconds(15);

    /// <summary>A notice of loss bears no time of the loss, and is read a little later than what happened with it: what begins this
    /// soon after it may be taken for touched by it.</summary>
    private static readonly TimeSpan NoticeDelay = TimeSpan.FromSeconds(0.5);

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
        var totals = new ConnectionTotals();
        foreach (var (connection, sides) in _connections)
        {
            var isTorn = connection.IsMaimed || connection.LastAt > now || overtaken.Contains(connection);
            var certainty = isTorn ? ConnectionCertainty.Torn : IsDoubtful(connection) ? ConnectionCertainty.Doubtful : ConnectionCertainty.Sure;
            foreach (var side in sides)
            {
                totals.Add(
                    new TrueTaskSide(side.Task.Namespace, side.Task.DagId, side.Task.TaskId, side.Direction),
                    PublicSpelling.Of(connection.Outcome),
                    certainty);
            }
        }

        return totals;
    }

    private bool IsDoubtful(SimulatedConnection connection) =>
        connection.Outcome is ConnectionOutcome.Timeout or ConnectionOutcome.Unanswered
        && _losses.Exists(loss => connection.FirstAt <= loss + NoticeDelay && loss <= connection.FirstAt + SilenceReach);
}
