using System.Collections.Concurrent;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.MeshMetrics.Targets;

/// <summary>The pods whose counters are of interest, kept from the changes of the cluster view: those of Airflow's namespaces, and the
/// ztunnels. Changes come on one thread, that of the watch of pods; any may read. A pod that has ended is kept until
/// <see cref="Sweep"/>: what is counted may still be its own.</summary>
internal sealed class MeshPods : IClusterObserver
{
    /// <summary>A node has about a hundred pods; in cluster scope there are thousands. More are not read.</summary>
    public const int MaxPods = 20_000;

    private const string ProxyContainer = "istio-proxy";
    private const string WorkloadNameLabel = "service.istio.io/workload-name";

    private readonly ConcurrentDictionary<string, MeshPod> _pods = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namespaces;
    private readonly bool _isEverywhere;
    private readonly string _ztunnelNamespace;
    private int _refused;

    /// <param name="namespaces">Whose pods may be Airflow's; <c>*</c> is all.</param>
    /// <param name="ztunnelNamespace">Empty: no pod is a ztunnel.</param>
    public MeshPods(IReadOnlyList<string> namespaces, string ztunnelNamespace)
    {
        _namespaces = new HashSet<string>(namespaces, StringComparer.Ordinal);
        _isEverywhere = _namespaces.Contains("*");
        _ztunnelNamespace = ztunnelNamespace;
    }

    /// <summary>Pods that had to be left out since there are too many.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>Those that live and those that ended lately, as of now.</summary>
    public ICollection<MeshPod> All => _pods.Values;

    public void Observe(ClusterChange change)
    {
        switch (change)
        {
            case PodApplied applied:
                Apply(applied.Pod, applied.ObservedAt);
                break;
            case PodRemoved removed when _pods.TryGetValue(removed.Uid, out var pod):
                End(pod, removed.ObservedAt);
                break;
        }
    }

    /// <summary>Forgets the pods whose end was seen before that time.</summary>
    public void Sweep(Instant before)
    {
        foreach (var (uid, pod) in _pods)
        {
            if (pod.HasEnded && pod.EndSeenAt < before)
            {
                _pods.TryRemove(KeyValuePair.Create(uid, pod));
            }
        }
    }

    private void Apply(PodState state, Instant at)
    {
        var isZtunnel = _ztunnelNamespace.Length > 0 && state.Namespace == _ztunnelNamespace && state.Labels.GetValueOrDefault("app") == "ztunnel";
        if (!isZtunnel && !_isEverywhere && !_namespaces.Contains(state.Namespace))
        {
            return;
        }

        _pods.TryGetValue(state.Uid, out var known);
        if (known is { HasEnded: true })
        {
            return;
        }

        if (state.Phase is PodPhase.Succeeded or PodPhase.Failed)
        {
            if (known is not null)
            {
                End(known, at);
            }

            return;
        }

        if (known is null && _pods.Count >= MaxPods)
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        _pods[state.Uid] = Read(state, known, isZtunnel, at);
    }

    private void End(MeshPod pod, Instant at)
    {
        if (!pod.HasEnded)
        {
            _pods[pod.Uid] = pod with { Proxy = TargetKind.None, EndSeenAt = at };
        }
    }

    private static MeshPod Read(PodState state, MeshPod? known, bool isZtunnel, Instant at)
    {
        var proxy = RunningProxy(state);

        // With the node's address the port would be that of somebody else.
        var canBeAsked = proxy is not null && !state.HostNetwork && !state.Ips.IsDefaultOrEmpty;
        return new MeshPod(
            state.Uid,
            state.Namespace,
            state.Name,
            state.NodeName,
            state.HostNetwork || state.Ips.IsDefaultOrEmpty ? default : state.Ips[0],
            !canBeAsked ? TargetKind.None : isZtunnel ? TargetKind.Ztunnel : TargetKind.Sidecar,
            state.Controller?.Name ?? "",
            state.Labels.GetValueOrDefault(WorkloadNameLabel, ""),
            proxy?.StartedAt ?? Instant.Missing,
            at,
            Instant.Missing,
            known?.Endpoint ?? new Endpoint
            {
                Namespace = state.Namespace,
                PodName = state.Name,
                IsReporter = true,
                Hash = HashCode.Combine(state.Namespace, state.Name),
            });
    }

    private static ContainerState? RunningProxy(PodState state)
    {
        foreach (var container in state.Containers)
        {
            if (container is { Name: ProxyContainer, IsTerminated: false, StartedAt.IsMissing: false })
            {
                return container;
            }
        }

        return null;
    }
}
