namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>Remembers the newest keys, up to a number: the oldest one makes room.</summary>
internal sealed class RecentKeys<TKey>(int capacity)
    where TKey : notnull
{
    private readonly HashSet<TKey> _keys = [];
    private readonly Queue<TKey> _order = new();
    private long _forgotten;

    /// <summary>Keys that had to make room; read by any thread.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    public bool Contains(TKey key) => _keys.Contains(key);

    /// <returns>False when it is known already.</returns>
    public bool Add(TKey key)
    {
        if (!_keys.Add(key))
        {
            return false;
        }

        if (_order.Count == capacity && _keys.Remove(_order.Dequeue()))
        {
            Volatile.Write(ref _forgotten, _forgotten + 1);
        }

        _order.Enqueue(key);
        return true;
    }

    /// <summary>Its place is kept until it is the oldest: the memory stays bounded, and a little smaller.</summary>
    /// <returns>False when it is not known.</returns>
    public bool Remove(TKey key) => _keys.Count > 0 && _keys.Remove(key);
}
