namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>How long to wait before the next attempt: a random time between the shortest delay and a bound that doubles with every
/// failure.</summary>
internal sealed class RetryDelay
{
    private readonly WatchTimings _timings;
    private readonly TimeProvider _time;
    private TimeSpan _bound;
    private long _lastFailure;

    public RetryDelay(WatchTimings timings, TimeProvider time)
    {
        _timings = timings;
        _time = time;
        Reset();
    }

    /// <summary>No failure since the last reset, or none for long.</summary>
    public bool IsFresh => _bound == _timings.MinDelay || _time.GetElapsedTime(_lastFailure) > _timings.ForgetAfter;

    public void Reset() => _bound = _timings.MinDelay;

    public TimeSpan Next()
    {
        if (IsFresh)
        {
            Reset();
        }

        _lastFailure = _time.GetTimestamp();
        _bound = _bound * 2 < _timings.MaxDelay ? _bound * 2 : _timings.MaxDelay;
        return _timings.MinDelay + ((_bound - _timings.MinDelay) * _timings.Jitter());
    }

    /// <summary>For failures that are a normal part of life when they are rare: the first is free, those that follow it wait.</summary>
    public TimeSpan NextUnlessFresh()
    {
        var isFresh = IsFresh;
        var next = Next();
        return isFresh ? TimeSpan.Zero : next;
    }
}
