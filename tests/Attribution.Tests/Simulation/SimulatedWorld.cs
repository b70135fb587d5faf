using Windsock.Model.Cluster;
using Windsock.Model.Flows;

namespace Windsock.Attribution.Tests.Simulation;

/// <summary>One generated world: pods that follow each other on few addresses, what a watch tells of them (late, out of order, in
/// part), and flows with their true owner. Everything follows from the seed.</summary>
internal sealed class SimulatedWorld
{
    /// <summary>A change reaches the agent at most this much after it happened: kubelet, API server and watch together.</summary>
    public const double MaxLag = 1.5;

    /// <summary>Clocks are at most this far from real time, so two of them at most twice as far apart.</summary>
    public const double MaxClockError = 0.4;

    /// <summary>A flow reaches the agent at most this much after it happened.</summary>
    public const double MaxFlowDelay = 0.8;

    public const double WaitSeconds = 4.5;

    private static readonly string[] Names = [.. Enumerable.Range(0, 2_000).Select(number => $"pod-{number}")];
    private static readonly string[] Uids = [.. Enumerable.Range(0, 2_000).Select(number => $"uid-{number}")];

    private readonly Random _random;
    private readonly List<SimulatedNode> _nodes = [];
    private readonly Dictionary<string, double> _nameFreeAt = new(StringComparer.Ordinal);
    private readonly Endpoint _nobody = new();
    private int _hash;

    public SimulatedWorld(int seed, int podCount)
    {
        _random = new Random(seed);
        IsClusterScope = _random.Next(2) == 0;
        var nodeCount = IsClusterScope ? _random.Next(1, 4) : 1;
        for (var node = 0; node < nodeCount; node++)
        {
            _nodes.Add(new SimulatedNode($"node-{node}", Between(-MaxClockError, MaxClockError)));
        }

        AgentClock = IsClusterScope ? new SimulatedNode("agent", Between(-MaxClockError, MaxClockError)) : _nodes[0];
        Generate(podCount);
    }

    public bool IsClusterScope { get; }

    public SimulatedNode AgentClock { get; }

    /// <summary>What reaches the agent, with the real second at which it does.</summary>
    public List<(double At, SimulatedEvent Event)> Events { get; } = [];

    /// <summary>Several lanes; on each, one pod after the other has the lane's address. Lanes of two nodes may share one.</summary>
    private void Generate(int podCount)
    {
        var laneCount = _random.Next(1, 7);
        var hasDuplicates = _random.Next(5) == 0;
        var made = 0;
        for (var lane = 0; lane < laneCount; lane++)
        {
            var node = _nodes[_random.Next(_nodes.Count)];
            var ip = IpAddress.FromIPv4(0x0A000001u + (uint)(hasDuplicates ? lane / 2 : lane));
            var clock = Between(100, 110);
            var target = podCount * (lane + 1) / laneCount;
            for (; made < target; made++)
            {
                clock = AddPod(made, node, ip, clock);
            }
        }
    }

    /// <returns>When the address is free again.</returns>
    private double AddPod(int number, SimulatedNode node, IpAddress ip, double freeAt)
    {
        // A pod may have been waiting for its sandbox long before its address was free.
        var networkAt = freeAt + (_random.Next(3) == 0 ? Between(0, 0.3) : Between(0, 20));
        var startedAt = networkAt - Between(0, 2);
        var createdAt = startedAt - Between(0, 3);
        var name = Names[number];
        if (_random.Next(8) == 0)
        {
            // A StatefulSet gives a name again: never before its last bearer's object is gone and that news has got around.
            var again = $"worker-{_random.Next(3)}";
            if (_nameFreeAt.GetValueOrDefault(again) + MaxLag + 1 < createdAt)
            {
                name = again;
            }
        }

        var endedAt = networkAt + (_random.Next(2) == 0 ? Between(0.05, 2) : Between(2, 40));
        var removedAt = endedAt + (_random.Next(2) == 0 ? Between(0, 1) : Between(1, 60));
        _nameFreeAt[name] = removedAt;
        var pod = new SimulatedPod
        {
            Uid = Uids[number],
            Name = name,
            Node = node,
            Ip = ip,
            LocalEndpoint = NewEndpoint(name, id: 9),
            RemoteEndpoint = NewEndpoint(name, id: 0),
            CreatedAt = createdAt,
            StartedAt = startedAt,
            NetworkAt = networkAt,
            EndedAt = endedAt,
            RemovedAt = removedAt,
        };
        AddChanges(pod);
        AddFlows(pod);
        return endedAt;
    }

    private void AddChanges(SimulatedPod pod)
    {
        if (_random.Next(2) == 0)
        {
            Add(pod.CreatedAt + Lag(), new SimulatedEvent.Applied(pod.Pending));
        }

        Add(pod.NetworkAt + Lag(), new SimulatedEvent.Applied(pod.Running));
        var way = _random.Next(6);
        if (way > 0)
        {
            var finished = pod.Finished(withTimes: way > 1);
            Add(pod.EndedAt + Lag(), new SimulatedEvent.Applied(finished));
            if (way == 5)
            {
                // Something unimportant about a dead pod is written much later.
                Add(pod.EndedAt + Between(1, 30), new SimulatedEvent.Applied(finished));
            }
        }

        Add(pod.RemovedAt + Lag(), new SimulatedEvent.Removed(pod));
    }

    private void AddFlows(SimulatedPod pod)
    {
        for (var count = _random.Next(1, 4); count > 0; count--)
        {
            // Often close to an end of the life, where the doubt is.
            var share = _random.Next(3) switch { 0 => _random.NextDouble() * 0.05, 1 => 1 - (_random.NextDouble() * 0.05), _ => _random.NextDouble() };
            var at = pod.NetworkAt + (share * (pod.EndedAt - pod.NetworkAt));
            var observer = _random.Next(4) == 0 ? _nodes[_random.Next(_nodes.Count)] : pod.Node;
            var hasName = _random.Next(3) > 0;
            var endpoint = !hasName ? _nobody : observer == pod.Node ? pod.LocalEndpoint : pod.RemoteEndpoint;
            var flow = Some.Flow(endpoint, "", Some.World, "");
            flow.SourceIp = pod.Ip;
            flow.NodeName = observer.Name;
            flow.Time = _random.Next(10) == 0 ? Instant.Missing : observer.Here(at);
            var receivedAt = at + Between(0, MaxFlowDelay);
            var asked = new SimulatedEvent.Asked(flow, pod, AgentClock.Here(receivedAt), hasName);
            Add(receivedAt, asked);
            Add(receivedAt + Between(0, WaitSeconds), asked);
            Add(receivedAt + WaitSeconds, new SimulatedEvent.WaitOver(asked));
        }
    }

    private Endpoint NewEndpoint(string name, uint id) =>
        new() { Id = id, Identity = 4_000, Namespace = Some.Namespace, PodName = name, Hash = ++_hash };

    private void Add(double at, SimulatedEvent happened) => Events.Add((at, happened));

    private double Lag() => Between(0, MaxLag);

    private double Between(double low, double high) => low + (_random.NextDouble() * (high - low));
}

/// <summary>Something that reaches the agent.</summary>
internal abstract record SimulatedEvent
{
    public sealed record Applied(PodState Pod) : SimulatedEvent;

    public sealed record Removed(SimulatedPod Pod) : SimulatedEvent;

    public sealed record Asked(Flow Flow, SimulatedPod Truth, Instant ReceivedAt, bool HasName) : SimulatedEvent
    {
        public bool IsAnswered { get; set; }
    }

    public sealed record WaitOver(Asked Question) : SimulatedEvent;
}
