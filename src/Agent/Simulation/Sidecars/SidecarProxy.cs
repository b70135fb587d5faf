using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>The proxy of one pod, as its access log service sees it. One thread.</summary>
internal sealed class SidecarProxy(SimulatedPod pod, Uri service, CallDelivery delivery, TimeSpan begunAt) : IDisposable
{
    private readonly LogWorker[] _workers = [new(pod, service, delivery, begunAt), new(pod, service, delivery, begunAt)];

    public Task Completion => Task.WhenAll(_workers.Select(worker => worker.Completion));

    /// <summary>A worker keeps the connections that it has accepted.</summary>
    public void Write(long position, SimulatedCall call) => _workers[call.ClientPort % _workers.Length].Write(position, EntryEncoding.ToWire(call));

    public void Advance(TimeSpan now) => Each(worker => worker.Advance(now));

    public void Flush() => Each(static worker => worker.Flush());

    public void Cut() => Each(static worker => worker.Cut());

    public void End() => Each(static worker => worker.End());

    public void Abort() => Each(static worker => worker.Abort());

    public void Dispose() => Each(static worker => worker.Dispose());

    private void Each(Action<LogWorker> act)
    {
        foreach (var worker in _workers)
        {
            act(worker);
        }
    }
}
