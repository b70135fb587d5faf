using Windsock.Model.Calls;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Finds the calls that a proxy reports twice because two of its loggers write to this agent (an access log provider for
/// HTTP and one for TCP, or one that speaks OTLP). Remembers the last calls in two generations: at least the capacity, at most
/// twice that. Loggers flush every second, so a copy comes soon or never. Single-threaded; receivers share one under a lock.</summary>
/// <param name="capacity">Calls of a generation; the default covers 16,384 calls in the second between two flushes, in about 4 MB.</param>
internal sealed class SeenCalls(int capacity = SeenCalls.DefaultCapacity)
{
    public const int DefaultCapacity = 16_384;

    private HashSet<CallKey> _young = [];
    private HashSet<CallKey> _old = [];

    /// <summary>Calls that are remembered.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Takes the copies out of the first <paramref name="count"/> calls; the others keep their order.</summary>
    /// <returns>How many are left, at the front of <paramref name="calls"/>.</returns>
    public int DropCopies(Call[] calls, int count)
    {
        var kept = 0;
        for (var i = 0; i < count; i++)
        {
            if (IsCopy(calls[i]))
            {
                continue;
            }

            if (kept != i)
            {
                calls[kept] = calls[i];
            }

            kept++;
        }

        return kept;
    }

    /// <summary>True when this call came before; it is remembered either way. A call that cannot be told from others is never a copy.</summary>
    public bool IsCopy(in Call call)
    {
        if (!CallKey.TryOf(call, out var key))
        {
            return false;
        }

        if (_old.Contains(key))
        {
            return true;
        }

        if (_young.Count >= capacity && !_young.Contains(key))
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        return !_young.Add(key);
    }
}
