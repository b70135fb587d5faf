using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Evaluation.Traces.Incidents;

/// <summary>What really went on in a trace. Complete when the trace has been played to its end.</summary>
internal sealed class Truth
{
    private readonly Dictionary<(TaskKey Task, string Peer), Instant> _firstContacts = [];
    private readonly Dictionary<TaskKey, int> _runs = [];
    private readonly HashSet<(TaskKey Task, string Peer)> _earlyContacts = [];

    /// <summary>A task is known when it has run this often: what it does first after that is first, not just unseen.</summary>
    public const int RunsToBeKnown = 5;

    public List<Incident> Incidents { get; } = [];

    /// <summary>Changes and troubles that nobody has to be told of, for the reader of the list.</summary>
    public List<BenignChange> Benign { get; } = [];

    public long Tries { get; private set; }

    public long Connections { get; private set; }

    public long Lookups { get; private set; }

    public long LostFlows { get; set; }

    /// <summary>First contacts on rare paths that are part of what the task always did: to say so is true and to wake somebody for it is wrong.</summary>
    public IReadOnlyDictionary<(TaskKey Task, string Peer), Instant> FirstContacts => _firstContacts;

    public void Ran(TaskKey task, int connections, int lookups)
    {
        _runs[task] = _runs.GetValueOrDefault(task) + 1;
        Tries++;
        Connections += connections;
        Lookups += lookups;
    }

    public void Contacted(TaskKey task, string peer, Instant at)
    {
        var key = (task, peer);
        if (_runs.GetValueOrDefault(task) < RunsToBeKnown)
        {
            _earlyContacts.Add(key);
        }
        else if (!_earlyContacts.Contains(key))
        {
            _firstContacts.TryAdd(key, at);
        }
    }
}
