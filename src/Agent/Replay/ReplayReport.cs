using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Agent.Replay;

/// <summary>Collects what attributed flows say about DAGs and pods. One thread at a time. Bounded: past the limits pods and tasks
/// are counted together as <c>_other</c>.</summary>
internal sealed class ReplayReport : IFlowConsumer
{
    private const int MaxPods = 50_000;
    private const int MaxTasks = 50_000;
    private const int MaxNodes = 10_000;
    private const int MaxPeers = 200;

    private readonly FlowTally _total = new(1);
    private readonly CountTable _attribution = new(100);
    private readonly CountTable _nodes = new(MaxNodes);
    private readonly Dictionary<(string Namespace, string DagId), FlowTally> _dags = [];
    private readonly Dictionary<TaskKey, FlowTally> _tasks = [];
    private readonly Dictionary<(string Namespace, string Name), PodCount> _pods = [];
    private Instant _first = Instant.Missing;
    private Instant _last = Instant.Missing;

    public string Name => "report";

    public void Observe(AttributedBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            Observe(in batch.Flows[i], in batch.Attributions[i]);
        }
    }

    public ReplaySummary Summarize()
    {
        var tasks = _tasks.ToLookup(task => (task.Key.Namespace, task.Key.DagId), task => new TaskSummary(task.Key.TaskId, task.Value.Summarize()));
        return new ReplaySummary(
            _first,
            _last,
            [.. _nodes.ByFrequency().Select(node => node.Name).Order(StringComparer.Ordinal)],
            _total.Summarize(),
            _attribution.ByFrequency(),
            [.. _dags
                .Select(dag => new DagSummary(dag.Key.Namespace, dag.Key.DagId, dag.Value.Summarize(), InOrder(tasks[dag.Key])))
                .OrderByDescending(dag => dag.Tally.Flows)
                .ThenBy(dag => dag.Namespace, StringComparer.Ordinal).ThenBy(dag => dag.DagId, StringComparer.Ordinal)],
            [.. _pods
                .Select(pod => new PodSummary(pod.Key.Namespace, pod.Key.Name, pod.Value.Owner, pod.Value.Tally.Summarize()))
                .OrderByDescending(pod => pod.Tally.Flows)
                .ThenBy(pod => pod.Namespace, StringComparer.Ordinal).ThenBy(pod => pod.Name, StringComparer.Ordinal)]);
    }

    private void Observe(in Flow flow, in FlowAttribution attribution)
    {
        _total.Count(flow, attribution.Class);
        _attribution.Add($"{FlowTally.NameOf(attribution.Kind)}/{FlowTally.NameOf(attribution.Class)}");
        if (flow.NodeName.Length > 0)
        {
            _nodes.Add(flow.NodeName);
        }

        if (!flow.Time.IsMissing)
        {
            _first = _first.IsMissing || flow.Time < _first ? flow.Time : _first;
            _last = flow.Time > _last ? flow.Time : _last;
        }

        var (client, server) = flow.ClientIsSource ? (flow.Source, flow.Destination) : (flow.Destination, flow.Source);
        CountTask(flow, attribution.Client, isClient: true, attribution.ServerAsPeer);
        CountTask(flow, attribution.Server, isClient: false, attribution.ClientAsPeer);
        var clientPod = PodOf(attribution.Client, client);
        var serverPod = PodOf(attribution.Server, server);
        CountPod(flow, attribution.Client, clientPod, isClient: true, attribution.ServerAsPeer);

        // A pod that talks to itself is one pod: its flow counts once.
        if (serverPod != clientPod)
        {
            CountPod(flow, attribution.Server, serverPod, isClient: false, attribution.ClientAsPeer);
        }
    }

    private void CountTask(in Flow flow, in SideAttribution side, bool isClient, Peer peer)
    {
        if (!side.Decides || side.Owner?.Task is not { } task)
        {
            return;
        }

        if (_tasks.Count >= MaxTasks && !_tasks.ContainsKey(task))
        {
            task = new TaskKey(CountTable.Overflow, CountTable.Overflow, CountTable.Overflow);
        }

        TallyOf(_tasks, task).Count(flow, side.Class, isClient, peer.Name);
        TallyOf(_dags, (task.Namespace, task.DagId)).Count(flow, side.Class, isClient, peer.Name);
    }

    private void CountPod(in Flow flow, in SideAttribution side, (string Namespace, string Name) pod, bool isClient, Peer peer)
    {
        if (pod.Name.Length == 0)
        {
            return;
        }

        if (!_pods.TryGetValue(pod, out var count))
        {
            pod = _pods.Count >= MaxPods ? (CountTable.Overflow, CountTable.Overflow) : pod;
            if (!_pods.TryGetValue(pod, out count))
            {
                count = new PodCount(new FlowTally(MaxPeers));
                _pods.Add(pod, count);
            }
        }

        count.Tally.Count(flow, side.Class, isClient, peer.Name);
        if (count.Owner.Length == 0 && pod.Name != CountTable.Overflow)
        {
            count.Owner = OwnerText(side.Owner);
        }
    }

    private static ImmutableArray<TaskSummary> InOrder(IEnumerable<TaskSummary> tasks) =>
        [.. tasks.OrderByDescending(task => task.Tally.Flows).ThenBy(task => task.TaskId, StringComparer.Ordinal)];

    /// <summary>The pod as attribution knows it, else as the flow names it.</summary>
    private static (string Namespace, string Name) PodOf(in SideAttribution side, Endpoint endpoint) =>
        side.Owner is { PodName.Length: > 0 } owner ? (owner.Namespace, owner.PodName) : (endpoint.Namespace, endpoint.PodName);

    private static string OwnerText(Owner? owner) => owner switch
    {
        { Task: { } task } => $"{task.DagId}.{task.TaskId}",
        { Kind: OwnerKind.Component } => owner.Component,
        { ClaimsAirflow: true } => "claims to be Airflow",
        _ => "",
    };

    private static FlowTally TallyOf<TKey>(Dictionary<TKey, FlowTally> tallies, TKey key)
        where TKey : notnull
    {
        if (!tallies.TryGetValue(key, out var tally))
        {
            tally = new FlowTally(MaxPeers);
            tallies.Add(key, tally);
        }

        return tally;
    }

    private sealed class PodCount(FlowTally tally)
    {
        public FlowTally Tally { get; } = tally;

        public string Owner { get; set; } = "";
    }
}
