using System.Collections.Concurrent;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Remembers values for a while, and not too many: when it is full of values that are still good it forgets them all. Any thread;
/// writers that race may exceed the capacity by one each.</summary>
internal sealed class TimedCache<TKey, TValue>(int capacity, TimeSpan life, TimeProvider time)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, (TValue Value, long PutAt)> _entries = new();

    public int Count => _entries.Count;

    public TValue? Get(TKey key) => _entries.TryGetValue(key, out var entry) && !IsOld(entry.PutAt) ? entry.Value : null;

    public void Put(TKey key, TValue value)
    {
        if (_entries.Count >= capacity)
        {
            MakeRoom();
        }

        _entries[key] = (value, time.GetTimestamp());
    }

    private void MakeRoom()
    {
        foreach (var (key, entry) in _entries)
        {
            if (IsOld(entry.PutAt))
            {
                _entries.TryRemove(key, out _);
            }
        }

        if (_entries.Count >= capacity)
        {
            _entries.Clear();
        }
    }

    private bool IsOld(long putAt) => time.GetElapsedTime(putAt) >= life;
}
