namespace Windsock.FlowCollector.MeshMetrics.Counters;

/// <summary>The values that one proxy's counters had at the last look, and what they grew by since. A look counts as a whole or not at all:
/// after a page that broke off everything is as before, and the next look finds it all. A value below the last one has begun anew, so
/// the whole of it is new. A series that is missing from several pages in a row is forgotten: from one it may be missing by mistake,
/// since pilot-agent answers without Envoy's part, or with half of it, when Envoy does not answer. Not thread-safe.</summary>
/// <param name="maxSeries">Series that are remembered; 48 bytes each, twice.</param>
internal sealed class CounterIncreases(int maxSeries)
{
    /// <summary>Pages in a row after which a series that is not on them is forgotten.</summary>
    public const int ForgetAfter = 3;

    private Dictionary<UInt128, Remembered> _last = [];
    private Dictionary<UInt128, Remembered> _now = [];
    private LookBasis _basis;
    private bool _isFull;
    private bool _wasFull;

    /// <summary>Series that are remembered.</summary>
    public int Count => _last.Count;

    /// <summary>This look has shown none at all, which says nothing: a page may lack Envoy's part for a while.</summary>
    public bool IsBare => _now.Count == 0;

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
        if (!_now.TryAdd(key, new Remembered(value, 0)))
        {
            return SeriesStep.Repeated;
        }

        var isKnown = _last.TryGetValue(key, out var last);

        // What did not fit before may have counted for long when it fits.
        if (_basis == LookBasis.Baseline || (_basis == LookBasis.LastLook && !isKnown && _wasFull))
        {
            return SeriesStep.Baseline;
        }

        var hasFallen = _basis == LookBasis.LastLook && isKnown && value < last.Value;
        HasFallen |= hasFallen;
        increase = _basis == LookBasis.Zero || !isKnown || hasFallen ? value : value - last.Value;
        return increase > 0 ? SeriesStep.Grown : SeriesStep.Unchanged;
    }

    /// <summary>The page was complete.</summary>
    public void Commit()
    {
        foreach (var (key, last) in _last)
        {
            if (_basis != LookBasis.Zero && last.Missed + 1 < ForgetAfter && !_now.ContainsKey(key))
            {
                Keep(key, last with { Missed = last.Missed + 1 });
            }
        }

        (_last, _now) = (_now, _last);
        _now.Clear();
        _wasFull = _isFull;
    }

    private void Keep(UInt128 key, Remembered missed)
    {
        if (_now.Count < maxSeries)
        {
            _now.Add(key, missed);
        }
        else
        {
            _isFull = true;
        }
    }

    /// <param name="Missed">Pages in a row that it was not on.</param>
    private readonly record struct Remembered(double Value, int Missed);
}
