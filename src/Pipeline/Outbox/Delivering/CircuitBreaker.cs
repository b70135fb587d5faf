using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Outbox.Delivering;

/// <summary>When a receiver is left alone: after a number of failures in a row, for longer and longer, with one probe at the end of
/// each pause; and for as long as it asked. Pure but for the dice; the time is an argument, one thread at a time.</summary>
internal sealed class CircuitBreaker(int failures, Random dice)
{
    private int _inRow;
    private Backoff? _pause;
    private TimeSpan _until;
    private volatile bool _isOpen;

    /// <summary>It is being left alone, or probed. Any thread may read it.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>How long until the next attempt may be made; zero: now.</summary>
    public TimeSpan WaitAt(TimeSpan now) => _until > now ? _until - now : TimeSpan.Zero;

    /// <summary>The receiver answered.</summary>
    /// <returns>True when it was left alone before.</returns>
    public bool Succeed()
    {
        var wasOpen = _isOpen;
        (_inRow, _pause, _until, _isOpen) = (0, null, TimeSpan.Zero, false);
        return wasOpen;
    }

    /// <param name="asked">How long the receiver wants to be left alone, bounded; zero when it did not say.</param>
    /// <returns>True when it is left alone from now on.</returns>
    public bool Fail(TimeSpan now, TimeSpan asked)
    {
        var opens = ++_inRow >= failures && !_isOpen;
        _isOpen |= opens;
        var pause = TimeSpan.Zero;
        if (_isOpen)
        {
            _pause ??= new Backoff(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.MaxValue, dice);
            pause = _pause.Next(TimeSpan.Zero);
        }

        var until = now + (asked > pause ? asked : pause);
        _until = until > _until ? until : _until;
        return opens;
    }
}
