using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Platform.Terraform;

/// <summary>Pods by the host name that their processes see, since that is what the holder of a lock calls itself by. Remembers a bounded
/// number of them; of the old ones, those that have ended are forgotten first.</summary>
internal sealed class HolderPods
{
    /// <summary>A node runs some hundred pods, a cluster's Airflow some thousand a day.</summary>
    public const int MaxPods = 16_384;

    /// <summary>A host name is not longer: the kubelet cuts the names of pods.</summary>
    private const int MaxHostName = 63;

    /// <summary>So many that live are passed over, at most, in the search for one that does not.</summary>
    private const int MaxPassedOver = 64;

    private readonly Dictionary<string, HolderPod> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<HolderPod>> _byHost = new(StringComparer.Ordinal);
    private readonly Queue<HolderPod> _order = new();

    public int Count => _byUid.Count;

    /// <summary>The host name that a pod of this name has.</summary>
    public static string HostNameOf(string podName) => podName.Length <= MaxHostName ? podName : podName[..MaxHostName].TrimEnd('-', '.');

    public void Observe(TaskFact fact)
    {
        switch (fact)
        {
            case TaskPodSeen { Pod: { HostNetwork: false } state } seen:
                See(state, seen.Owner, seen.At);
                break;
            case TaskPodGone gone when _byUid.TryGetValue(gone.PodUid, out var pod):
                End(pod, gone.At);
                break;
            default:
                break;
        }
    }

    /// <summary>A pod asked something of the platform, so it lived then.</summary>
    public void Observe(Owner owner, Instant at)
    {
        if (owner is { PodUid.Length: > 0, PodName.Length: > 0 } && !at.IsMissing && !_byUid.ContainsKey(owner.PodUid))
        {
            Add(owner.PodUid, owner.PodName, owner).Since = at;
        }
    }

    public HolderPod? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>All that are known to have, or to have had, this host name.</summary>
    public IReadOnlyList<HolderPod> Named(string host) => host.Length > 0 && _byHost.TryGetValue(host, out var pods) ? pods : [];

    private void See(PodState state, Owner owner, Instant at)
    {
        var pod = _byUid.GetValueOrDefault(state.Uid) ?? Add(state.Uid, state.Name, owner);
        pod.Owner = owner;
        var start = state.StartedAt.IsMissing ? state.CreatedAt : state.StartedAt;
        if (!start.IsMissing)
        {
            pod.Since = start;
            pod.IsStartKnown = true;
        }
        else if (pod.Since.IsMissing)
        {
            pod.Since = at;
        }

        if (EndOf(state, at) is { IsMissing: false } end)
        {
            End(pod, end);
        }
    }

    /// <summary>Missing while a container of it may run.</summary>
    private static Instant EndOf(PodState state, Instant at)
    {
        var last = Instant.Missing;
        var (own, running) = (0, 0);
        foreach (var container in state.Containers)
        {
            if (container.IsInit)
            {
                continue;
            }

            own++;
            running += container.IsTerminated ? 0 : 1;
            last = container.FinishedAt > last ? container.FinishedAt : last;
        }

        var isOver = state.Phase is PodPhase.Succeeded or PodPhase.Failed || (own > 0 && running == 0);
        return !isOver ? Instant.Missing : last.IsMissing ? at : last;
    }

    private HolderPod Add(string uid, string name, Owner owner)
    {
        if (_byUid.Count >= MaxPods)
        {
            MakeRoom();
        }

        var pod = new HolderPod(uid, HostNameOf(name), owner);
        _byUid.Add(uid, pod);
        _order.Enqueue(pod);
        if (!_byHost.TryGetValue(pod.Host, out var pods))
        {
            _byHost.Add(pod.Host, pods = []);
        }

        pods.Add(pod);
        return pod;
    }

    private static void End(HolderPod pod, Instant at) => pod.Ended = pod.Lives ? at : pod.Ended;

    private void MakeRoom()
    {
        for (var passed = 0; passed < MaxPassedOver && _order.Peek().Lives; passed++)
        {
            _order.Enqueue(_order.Dequeue());
        }

        var pod = _order.Dequeue();
        _byUid.Remove(pod.Uid);
        var pods = _byHost[pod.Host];
        pods.Remove(pod);
        if (pods.Count == 0)
        {
            _byHost.Remove(pod.Host);
        }
    }
}
