namespace Windsock.Attribution.Lifetimes;

/// <summary>Which of the pods that had a name or an address had it at one moment.</summary>
internal enum Fit : byte
{
    /// <summary>None, not even with the tolerance.</summary>
    None,

    /// <summary>One, within its life.</summary>
    Inside,

    /// <summary>One, outside its life but within the tolerance.</summary>
    Near,

    /// <summary>More than one may have.</summary>
    Several,
}

/// <summary>Collects the candidates for one moment and says which fits. A pod whose life holds the moment wins over one that ended
/// shortly before or starts shortly after only when both lives and the flow were timed by one clock; between two clocks neither
/// can be told from the other.</summary>
internal struct LifetimeChoice
{
    private readonly long _time;
    private readonly long _tolerance;
    private PodLifetime? _inside;
    private PodLifetime? _near;
    private int _insideCount;
    private int _nearCount;
    private bool _insideSharesClock;
    private bool _nearShareClock = true;

    public LifetimeChoice(long time, long tolerance)
    {
        _time = time;
        _tolerance = tolerance;
    }

    /// <summary>Any of the candidates: the one that fits, if one does.</summary>
    public readonly PodLifetime? Candidate => _inside ?? _near;

    public readonly Fit Fit => (_insideCount, _nearCount) switch
    {
        (1, 0) => Fit.Inside,
        (1, _) => _insideSharesClock && _nearShareClock ? Fit.Inside : Fit.Several,
        (0, 0) => Fit.None,
        (0, 1) => Fit.Near,
        _ => Fit.Several,
    };

    /// <param name="end">First moment after the time the pod had what is asked for.</param>
    /// <param name="sharesClock">The pod's times and the flow's come from one clock.</param>
    public void Consider(PodLifetime pod, long end, bool sharesClock)
    {
        if (_time >= pod.Start && _time < end)
        {
            _inside = pod;
            _insideCount++;
            _insideSharesClock = sharesClock;
        }
        else if (IsNear(_time, pod.Start, end, _tolerance))
        {
            _near = pod;
            _nearCount++;
            _nearShareClock &= sharesClock;
        }
    }

    public static bool IsNear(long time, long start, long end, long tolerance) =>
        time >= start - tolerance && (end == long.MaxValue || time < end + tolerance);
}
