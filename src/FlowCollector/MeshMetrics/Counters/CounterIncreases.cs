namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>The values that one proxy's counters had at the last look, and what they grew by since. A look counts as a whole or not at all:
/// after a page that broke off everything is as before, and the next look finds it all. A value below the last one has begun anew, so
/// the whole of it is new; a series that the page no longer shows is forgotten. Not thread-safe.</summary>
/// <param name="maxSeries">Series that are remembered; 40 bytes each, twice.</param>
internal sealed class CounterIncreases(int maxSeries)
{
    private Dictionary<UInt128, double> _last = [];
    private Dictionary<UInt128, double> _now = [];
    private LookBasis _basis;
    private bool _isFull;
    private bool _wasFull;

    /// <summary>Series of the last look.</summary>
    public int Count => _last.Count;

    /// <summary>A value of this look was below its last one.</summary>
    public bool HasFallen { get; private set; }

    public void Begin(LookBasis basis)
    {
        _now.Clear();
        _basis = basis;
        _isFull = false;
        HasFallen = false;
    }

    /// <param name="value">Finite and not negative.</param>
    /// <param name="increase">What it grew by; more than 0 exactly when it has <see cref="SeriesStep.Grown"/>.</param>
    public SeriesStep Take(UInt128 key, double value, out double increase)
    {
        increase = 0;
        if (_now.Count >= maxSeries && !_now.ContainsKey(key))
        {
            _isFull = true;
            return SeriesStep.Full;
        }

        // A merged page may end with what the application adds: the proxy's own series came before it.
        if (!_now.TryAdd(key, value))
        {
            return SeriesStep.Repeated;
        }

        var isKnown = _last.TryGetValue(key, out var last);

        // What did not fit before may have counted for long when it fits.
        if (_basis == LookBasis.Baseline || (_basis == LookBasis.LastLook && !isKnown && _wasFull))
        {
            return SeriesStep.Baseline;
        }

        var hasFallen = _basis == LookBasis.LastLook && isKnown && value < last;
        HasFallen |= hasFallen;
        increase = _basis == LookBasis.Zero || !isKnown || hasFallen ? value : value - last;
        return increase > 0 ? SeriesStep.Grown : SeriesStep.Unchanged;
    }

    /// <summary>The page was complete.</summary>
    public void Commit()
    {
        (_last, _now) = (_now, _last);
        _wasFull = _isFull;
    }
}
