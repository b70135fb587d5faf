using Windsock.Model.Flows;

namespace Windsock.Exporter.Prometheus.Calls;

/// <summary>The latest time of each key, up to a number of keys: full, it starts anew. The writer's thread only; what was forgotten
/// may be read by any.</summary>
internal sealed class LatestTimes<TKey>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Instant> _times = [];
    private long _forgotten;

    /// <summary>Keys that had to make room.</summary>
    public long Forgotten => Volatile.Read(ref _forgotten);

    public bool IsEmpty => _times.Count == 0;

    /// <returns><see cref="Instant.Missing"/> when the key is not known.</returns>
    public Instant Of(TKey key) => _times.GetValueOrDefault(key, Instant.Missing);

    public bool Contains(TKey key) => _times.ContainsKey(key);

    /// <summary>An earlier time than the one that is known changes nothing.</summary>
    public void Set(TKey key, Instant time)
    {
        if (_times.TryGetValue(key, out var known))
        {
            _times[key] = time > known ? time : known;
            return;
        }

        if (_times.Count == capacity)
        {
            Volatile.Write(ref _forgotten, _forgotten + _times.Count);
            _times.Clear();
        }

        _times.Add(key, time);
    }
}
