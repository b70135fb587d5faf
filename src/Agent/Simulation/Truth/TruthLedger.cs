using System.Collections.Immutable;
using Windsock.Agent.Simulation.Truth.Platform;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>The books of what really happened, written before anything is encoded. One entry for each event of the source's ring,
/// in its order, so that what never left the ring can be taken out again. One thread.</summary>
internal sealed class TruthLedger
{
    private readonly PodLives _lives;
    private readonly FlowJudge _judge;
    private readonly CallBooks _calls = new();
    private readonly ConnectionBooks _connections = new();
    private readonly TryBooks _tries;
    private readonly IncidentBooks _incidents;
    private readonly List<(FlowOutcome? Outcome, SimulatedConnection? Connection)> _entries = [];

    /// <param name="hearsProxies">The agent hears what the sidecars of this node tell. Otherwise their calls are nobody's, and what they
    /// alone know of a failure is not to be known.</param>
    /// <param name="hearsPlatform">The agent is told what is asked of the platform. Otherwise what that alone shows of a failure is not to be
    /// known.</param>
    public TruthLedger(bool hearsProxies = false, bool hearsPlatform = false)
    {
        HearsProxies = hearsProxies;
        _lives = new PodLives();
        _judge = new FlowJudge(_lives, hearsProxies);
        _tries = new TryBooks(hearsProxies, hearsPlatform);
        _incidents = new IncidentBooks(hearsProxies, hearsPlatform);
    }

    public bool HearsProxies { get; }

    /// <summary>What tasks did to the platform.</summary>
    public PlatformBooks Platform { get; } = new();

    /// <summary>Events of the ring so far: flows, bad messages, notices of loss.</summary>
    public long Entries => _entries.Count;

    /// <summary>Connections that have begun.</summary>
    public IReadOnlyCollection<SimulatedConnection> Connections => _connections.All;

    /// <summary>Tries that have ended, in the order of their ends.</summary>
    public ImmutableArray<TrueTry> Tries => _tries.Ended();

    /// <summary>What somebody ought to be told of, in the order in which it began.</summary>
    public ImmutableArray<TrueIncident> Incidents => _incidents.All(_tries.Ended());

    /// <summary>What somebody may rightly be told of besides.</summary>
    public IncidentEvidence Evidence => _incidents.Evidence;

    public void Observe(WorldEvent happening)
    {
        _incidents.Observe(happening);
        Platform.Observe(happening);
        switch (happening)
        {
            case FlowSeen seen:
                Enter(seen.Flow);
                break;
            case CallSeen seen when HearsProxies:
                _calls.Observe(seen.Call);
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

    /// <summary>Sums over all calls that proxies of this node told, but those that got lost; none when they are not heard.</summary>
    /// <param name="lost">Positions among the calls of this node's proxies, from 0.</param>
    public CallTotals CallTotals(IReadOnlySet<long> lost) => _calls.Totals(lost);

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
