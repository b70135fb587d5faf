using System.Collections.Immutable;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of what really happened, written before anything is encoded. One entry for each event of the source's ring,
/// in its order, so that what never left the ring can be taken out again. One thread.</summary>
internal sealed class TruthLedger
{
    private readonly PodLives _lives = new();
    private readonly FlowJudge _judge;
    private readonly ConnectionBooks _connections = new();
    private readonly TryBooks _tries = new();
    private readonly List<(FlowOutcome? Outcome, SimulatedConnection? Connection)> _entries = [];

    public TruthLedger() => _judge = new FlowJudge(_lives);

    /// <summary>Events of the ring so far: flows, bad messages, notices of loss.</summary>
    public long Entries => _entries.Count;

    /// <summary>Connections that have begun.</summary>
    public IReadOnlyCollection<SimulatedConnection> Connections => _connections.All;

    /// <summary>Tries that have ended, in the order of their ends.</summary>
    public ImmutableArray<TrueTry> Tries => _tries.Ended();

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case FlowSeen seen:
                Enter(seen.Flow);
                break;
            case TroubleStruck { Trouble: BadMessage }:
                _entries.Add((null, null));
                break;
            case TroubleStruck { Trouble: EventsLost } struck:
                _entries.Add((null, null));
                _connections.NoteLoss(struck.At);
                break;
            default:
                _lives.Observe(happening);
                _tries.Observe(happening);
                break;
        }
    }

    /// <summary>Sums over all flows but those that were overwritten in the ring before they were sent.</summary>
    /// <param name="overtaken">Ring positions from inclusive to exclusive; they do not overlap.</param>
    public TruthTotals Totals(IReadOnlyCollection<(long From, long To)> overtaken)
    {
        var flows = 0L;
        var classes = new Dictionary<(TrueOwnerKind, TrueClass), long>();
        var series = new Dictionary<TrueSeries, long>();
        foreach (var (from, to) in Kept(overtaken))
        {
            for (var position = from; position < to; position++)
            {
                if (_entries[(int)position].Outcome is not { } outcome)
                {
                    continue;
                }

                flows++;
                Raise(classes, (outcome.Kind, outcome.Class));
                foreach (var one in outcome.Series)
                {
                    Raise(series, one);
                }
            }
        }

        return new TruthTotals(flows, classes, series);
    }

    /// <summary>Connections by what can be known of them.</summary>
    /// <param name="now">World time to which events were published.</param>
    /// <inheritdoc cref="Totals"/>
    public ConnectionTotals ConnectionTotals(TimeSpan now, IReadOnlyCollection<(long From, long To)> overtaken)
    {
        var maimed = new HashSet<SimulatedConnection>();
        foreach (var (from, to) in overtaken)
        {
            for (var position = from; position < to; position++)
            {
                if (_entries[(int)position].Connection is { } connection)
                {
                    maimed.Add(connection);
                }
            }
        }

        return _connections.Totals(now, maimed);
    }

    private void Enter(SimulatedFlow flow)
    {
        var outcome = _judge.Judge(flow);
        _entries.Add((outcome, flow.Connection));
        if (flow.Connection is { } connection)
        {
            _connections.Observe(connection, outcome.Sides);
        }
    }

    private IEnumerable<(long From, long To)> Kept(IReadOnlyCollection<(long From, long To)> overtaken)
    {
        var next = 0L;
        foreach (var (from, to) in overtaken.OrderBy(range => range.From))
        {
            yield return (next, from);
            next = to;
        }

        yield return (next, _entries.Count);
    }

    private static void Raise<TKey>(Dictionary<TKey, long> counts, TKey key)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
