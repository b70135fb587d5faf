using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Truth;

/// <summary>When each pod really ran.</summary>
internal sealed class PodLives
{
    private readonly Dictionary<string, TimeSpan> _ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SimulatedPod>> _running = new(StringComparer.Ordinal);

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case PodStarted started:
                foreach (var ip in started.Pod.Ips)
                {
                    At(ip).Add(started.Pod);
                }

                break;
            case PodEnded ended:
                _ends[ended.Pod.Uid] = ended.At;
                foreach (var ip in ended.Pod.Ips)
                {
                    At(ip).RemoveAll(pod => pod.Uid == ended.Pod.Uid);
                }

                break;
        }
    }

    public bool HasEnded(SimulatedPod pod) => _ends.ContainsKey(pod.Uid);

    /// <summary>Pods with an address of their own that run with this one now.</summary>
    public int RunningAt(string ip) => At(ip).Count(pod => !pod.HostNetwork);

    private List<SimulatedPod> At(string ip)
    {
        if (!_running.TryGetValue(ip, out var pods))
        {
            _running.Add(ip, pods = []);
        }

        return pods;
    }
}
