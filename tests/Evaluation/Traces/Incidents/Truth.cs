using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>What really went on in a trace. Complete when the trace has been played to its end.</summary>
internal sealed class Truth
{
    private readonly Dictionary<(TaskKey Task, string Peer), (Instant From, Instant Until)> _firstContacts = [];
    private readonly Dictionary<TaskKey, int> _runs = [];
    private readonly HashSet<(TaskKey Task, string Peer)> _met = [];

    /// <summary>A task is known when it has run this often: what it does first after that is first, not just unseen.</summary>
    public const int RunsToBeKnown = 5;

    public List<Incident> Incidents { get; } = [];

    /// <summary>Changes and troubles that nobody has to be told of, for the reader of the list.</summary>
    public List<BenignChange> Benign { get; } = [];

    public long Tries { get; private set; }

    public long Connections { get; private set; }

    public long Lookups { get; private set; }

    public long LostFlows { get; set; }

    /// <summary>First contacts on rare paths that are part of what the task always did: to say so is true and to wake somebody for it is wrong.
    /// From the first one to the first that no loss of events hid, which may be the same.</summary>
    public IReadOnlyDictionary<(TaskKey Task, string Peer), (Instant From, Instant Until)> FirstContacts => _firstContacts;

    public void Ran(TaskKey task, int connections, int lookups)
    {
        _runs[task] = _runs.GetValueOrDefault(task) + 1;
        Tries++;
        Connections += connections;
        Lookups += lookups;
    }

    /// <param name="at">When the try began.</param>
    /// <param name="isInSight">No events were lost while it ran: whoever watches has seen it.</param>
    public void Contacted(TaskKey task, string peer, Instant at, bool isInSight)
    {
        var key = (task, peer);
        if (_met.Contains(key))
        {
            return;
        }

        if (_runs.GetValueOrDefault(task) >= RunsToBeKnown)
        {
            _firstContacts[key] = (_firstContacts.TryGetValue(key, out var known) ? known.From : at, at);
        }

        if (isInSight)
        {
            _met.Add(key);
        }
    }
}
