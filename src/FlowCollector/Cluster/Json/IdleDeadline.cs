namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>Cancels a read that brings nothing for too long: how a half-open connection shows. Runs only while somebody reads, so
/// that a slow consumer of ours is not taken for a dead server.</summary>
internal sealed class IdleDeadline : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _both;

    public IdleDeadline(TimeSpan limit, TimeProvider time, CancellationToken stop)
    {
        _limit = limit;
        _stop = stop;
        _timer = new CancellationTokenSource(limit, time);
        _both = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stop);
    }

    /// <summary>The stop signal alone.</summary>
    public CancellationToken Stop => _stop;

    /// <summary>For the read; also cancelled by the stop signal.</summary>
    public CancellationToken Token => _both.Token;

    public bool HasExpired => _timer.IsCancellationRequested && !_stop.IsCancellationRequested;

    public void Start() => _timer.CancelAfter(_limit);

    public void Pause() => _timer.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        _both.Dispose();
        _timer.Dispose();
    }
}
