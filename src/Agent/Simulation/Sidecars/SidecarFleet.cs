using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>The sidecars of the simulated node: each streams the access log of its pod to one service, from the pod's start until a
/// little after its end. One thread.</summary>
/// <param name="service">Address of the access log service, <c>http://host:port</c>.</param>
internal sealed class SidecarFleet(Uri service) : IAsyncDisposable
{
    /// <summary>A sidecar outlives its application, and sends what it has left.</summary>
    private static readonly TimeSpan Outlives = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, SidecarProxy> _proxies = new(StringComparer.Ordinal);
    private readonly List<(TimeSpan At, string Uid)> _ends = [];
    private readonly List<SidecarProxy> _ended = [];

    public CallDelivery Delivery { get; } = new();

    public void Observe(WorldEvent happening)
    {
        switch (happening)
        {
            case PodStarted { Pod: { Sidecar: not null, IsLocal: true } pod } started:
                _proxies[pod.Uid] = new SidecarProxy(pod, service, Delivery, started.At);
                break;
            case PodEnded { Pod: { Sidecar: not null, IsLocal: true } pod } ended:
                _ends.Add((ended.At + Outlives, pod.Uid));
                break;
            case LogStreamsCut cut when _proxies.TryGetValue(cut.Pod.Uid, out var proxy):
                proxy.Cut();
                break;
            case CallSeen { Call: { Reporter.IsLocal: true } call }:
                Write(call);
                break;
        }
    }

    /// <summary>Sends what is due by <paramref name="now"/> of the world's time.</summary>
    public void Advance(TimeSpan now)
    {
        foreach (var proxy in _proxies.Values)
        {
            proxy.Advance(now);
        }

        foreach (var (_, uid) in _ends.Where(end => end.At <= now))
        {
            if (_proxies.Remove(uid, out var proxy))
            {
                proxy.End();
                _ended.Add(proxy);
            }
        }

        _ends.RemoveAll(end => end.At <= now);
    }

    /// <summary>The world stands still: sends all there is.</summary>
    public void Flush()
    {
        foreach (var proxy in _proxies.Values)
        {
            proxy.Flush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SidecarProxy> all = [.. _proxies.Values, .. _ended];
        all.ForEach(static proxy => proxy.End());

        // A receiver that does not end its side must not keep the demonstration from ending.
        using var patience = new CancellationTokenSource(Farewell);
        var farewells = Task.WhenAll(all.Select(proxy => proxy.Completion));
        await Task.WhenAny(farewells, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, patience.Token));
        all.ForEach(static proxy => proxy.Abort());
        await farewells;
        all.ForEach(static proxy => proxy.Dispose());
    }

    private void Write(SimulatedCall call)
    {
        var position = Delivery.Offered;
        Delivery.Wrote();
        if (_proxies.TryGetValue(call.Reporter.Uid, out var proxy))
        {
            proxy.Write(position, call);
        }
        else
        {
            // Ended already, and nobody is left to send it.
            Delivery.Lose([position]);
        }
    }
}
