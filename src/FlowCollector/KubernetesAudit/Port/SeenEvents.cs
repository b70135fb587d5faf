using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>Remembers which events were taken, in two generations: at least <paramref name="capacity"/> of them and <paramref name="span"/>
/// long, whichever ends first, at most twice that. Single-threaded; the number may be read from anywhere.</summary>
internal sealed class SeenEvents(int capacity, TimeSpan span)
{
    private HashSet<AuditKey> _young = [];
    private HashSet<AuditKey> _old = [];
    private Instant _youngSince;
    private int _count;

    /// <summary>Events that are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    public bool Contains(AuditKey key) => _young.Contains(key) || _old.Contains(key);

    public void Add(AuditKey key)
    {
        if (_young.Count >= capacity)
        {
            Turn();
        }

        _young.Add(key);
        Volatile.Write(ref _count, _young.Count + _old.Count);
    }

    /// <summary>Forgets what is too old. Before the first question about a moment.</summary>
    public void Forget(Instant now)
    {
        if (now.Since(_youngSince) < span && now >= _youngSince)
        {
            return;
        }

        _youngSince = now;
        Turn();
        Volatile.Write(ref _count, _young.Count + _old.Count);
    }

    private void Turn()
    {
        (_young, _old) = (_old, _young);
        _young.Clear();
    }
}
