namespace Windsock.Attribution.Lifetimes;

/// <summary>The pods that had one name, or one address, one after the other (or at once). A pod is in it at most once.</summary>
internal sealed class Timeline
{
    private PodLifetime[] _pods = [];

    /// <summary>The only pod, or null when there are none or several: the common case answered by one read.</summary>
    public PodLifetime? Only { get; private set; }

    public int Count => _pods.Length;

    /// <summary>Living host-network pods that show the address: it is a node's.</summary>
    public int HostNetworkPods { get; set; }

    public bool IsUnused => _pods.Length == 0 && HostNetworkPods == 0;

    public ReadOnlySpan<PodLifetime> Pods => _pods;

    public void Add(PodLifetime pod)
    {
        if (!_pods.AsSpan().Contains(pod))
        {
            Set([.. _pods, pod]);
        }
    }

    public void Remove(PodLifetime pod)
    {
        if (_pods.AsSpan().Contains(pod))
        {
            Set([.. _pods.Where(other => other != pod)]);
        }
    }

    private void Set(PodLifetime[] pods)
    {
        _pods = pods;
        Only = pods.Length == 1 ? pods[0] : null;
    }
}
