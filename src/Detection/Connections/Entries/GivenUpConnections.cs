namespace Windsock.Detection.Connections.Entries;

/// <summary>Connections that the table had no room for: what else is heard of them must not make a second, half-known one.
/// Remembers the last few thousand; the one that was given up first goes first.</summary>
internal sealed class GivenUpConnections
{
    private const int MaxRemembered = 16_384;

    private readonly Dictionary<ConnectionKey, (long LastSeen, long GivenUpAt)> _lastSeen = [];
    private readonly Queue<(ConnectionKey Key, long GivenUpAt)> _order = new();
    private readonly long _window;

    /// <param name="window">For so long at least a connection must be remembered; see <see cref="InDoubtUntil"/>.</param>
    public GivenUpConnections(long window) => _window = window;

    /// <summary>Until then a new connection may be one that was given up and is not remembered.</summary>
    public long InDoubtUntil { get; private set; }

    public void Add(in ConnectionKey key, long lastSeen, long now)
    {
        if (_order.Count == MaxRemembered)
        {
            var (oldest, givenUpAt) = _order.Dequeue();
            if (_lastSeen.TryGetValue(oldest, out var known) && known.GivenUpAt == givenUpAt)
            {
                _lastSeen.Remove(oldest);
                InDoubtUntil = now - givenUpAt < _window ? now + _window : InDoubtUntil;
            }
        }

        _lastSeen[key] = (lastSeen, now);
        _order.Enqueue((key, now));
    }

    public bool TryGetLastSeen(in ConnectionKey key, out long lastSeen)
    {
        var isKnown = _lastSeen.TryGetValue(key, out var known);
        lastSeen = known.LastSeen;
        return isKnown;
    }

    public void Touch(in ConnectionKey key, long time)
    {
        if (_lastSeen.TryGetValue(key, out var known) && time > known.LastSeen)
        {
            _lastSeen[key] = known with { LastSeen = time };
        }
    }

    public void Forget(in ConnectionKey key) => _lastSeen.Remove(key);
}
