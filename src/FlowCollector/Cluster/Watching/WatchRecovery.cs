using Windsock.FlowCollector.Cluster.Api;

namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>Decides what follows a failure. A watch that broke goes on from the version it had reached, which costs the server
/// nothing; only when the server no longer knows that version, or keeps failing at it, everything is listed again.</summary>
internal sealed class WatchRecovery
{
    /// <summary>Failures of a watch at one version before that version is given up.</summary>
    public const int StuckAfter = 3;

    private readonly WatchTimings _timings;
    private readonly RetryDelay _delay;
    private int _failuresHere;

    public WatchRecovery(WatchTimings timings, TimeProvider time)
    {
        _timings = timings;
        _delay = new RetryDelay(timings, time);
    }

    /// <summary>The watch brought a newer version: whatever was wrong is over.</summary>
    public void Progressed()
    {
        _failuresHere = 0;
        _delay.Reset();
    }

    /// <param name="reason">Why the list that failed was begun.</param>
    public NextStep AfterList(ApiException failure, RelistReason reason, ListFrom from) => failure.Error switch
    {
        // The continue token or the version asked for is gone, or this replica is behind: ask for what is true now.
        WatchError.Expired => new NextStep(_delay.NextUnlessFresh(), RelistReason.Expired, ListFrom.MostRecent),
        WatchError.VersionTooLarge => new NextStep(_delay.NextUnlessFresh(), RelistReason.VersionTooLarge, ListFrom.MostRecent),
        _ => new NextStep(Delay(failure), reason, from),
    };

    public NextStep AfterWatch(ApiException failure)
    {
        if (failure.Error == WatchError.Expired)
        {
            _failuresHere = 0;
            return new NextStep(_delay.NextUnlessFresh(), RelistReason.Expired, ListFrom.NotOlderThanKnown);
        }

        if (!IsOfThisVersion(failure.Error) || ++_failuresHere < StuckAfter)
        {
            return new NextStep(failure.Error == WatchError.Idle ? _delay.NextUnlessFresh() : Delay(failure), null, default);
        }

        _failuresHere = 0;
        var reason = failure.Error == WatchError.VersionTooLarge ? RelistReason.VersionTooLarge : RelistReason.Stuck;
        return new NextStep(Delay(failure), reason, ListFrom.MostRecent);
    }

    /// <summary>Failures that may come from the version asked for; the others would be the same at any version.</summary>
    private static bool IsOfThisVersion(WatchError error) =>
        error is WatchError.VersionTooLarge or WatchError.Server or WatchError.Rejected or WatchError.Unreadable;

    private TimeSpan Delay(ApiException failure)
    {
        var own = _delay.Next();
        if (failure.RetryAfter is not { } asked)
        {
            return own;
        }

        var bounded = asked < _timings.MaxRetryAfter ? asked : _timings.MaxRetryAfter;
        var spread = bounded * (1 + (_timings.Jitter() / 4));
        return spread > _timings.MinDelay ? spread : own;
    }
}
