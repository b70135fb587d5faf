using Windsock.Model.Flows;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Which events may be written: each once, and not more than the budget. Single-threaded; the time is an argument.</summary>
/// <param name="perMinute">Over a longer time.</param>
/// <param name="burst">At once.</param>
internal sealed class EventBudget(int perMinute, int burst)
{
    /// <summary>Names remembered; the oldest goes first. The API server keeps events for an hour.</summary>
    private const int MaxRemembered = 4_096;

    private const double NanosecondsPerMinute = 60e9;

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private double _tokens = burst;
    private Instant _filledAt;

    /// <summary>Says whether it may be written, and takes it from the budget if so.</summary>
    public EventVerdict Judge(string name, Instant now)
    {
        if (_written.Contains(name))
        {
            return EventVerdict.Duplicate;
        }

        // A clock that was set back fills nothing now, and goes on from where it is.
        var minutes = _filledAt.IsMissing || now < _filledAt ? 0 : (now.UnixNanoseconds - _filledAt.UnixNanoseconds) / NanosecondsPerMinute;
        _tokens = Math.Min(burst, _tokens + (minutes * perMinute));
        _filledAt = now;
        if (_tokens < 1)
        {
            return EventVerdict.RateLimited;
        }

        _tokens--;
        if (_order.Count == MaxRemembered)
        {
            _written.Remove(_order.Dequeue());
        }

        _written.Add(name);
        _order.Enqueue(name);
        return EventVerdict.Write;
    }
}

internal enum EventVerdict : byte { Write, Duplicate, RateLimited }
