using System.Numerics;

namespace Windsock.Detection.Connections.Entries;

/// <summary>An index over numbered slots: slots of one hash form a chain, newest first. Sized once; the memory of slots that are
/// never used is never touched. Adding and removing take constant time whatever the chain's length.</summary>
internal sealed class SlotChains
{
    // Slots are held one higher, so that fresh arrays say "none".
    private readonly int[] _heads;
    private readonly int[] _next;
    private readonly int[] _previous;
    private readonly int _mask;

    public SlotChains(int slots)
        : this(slots, (int)BitOperations.RoundUpToPowerOf2((uint)slots))
    {
    }

    /// <param name="buckets">A power of two.</param>
    public SlotChains(int slots, int buckets)
    {
        _mask = buckets - 1;
        _heads = new int[buckets];
        _next = new int[slots];
        _previous = new int[slots];
    }

    /// <summary>First slot of the chain, -1 when it is empty. Other hashes may share it: compare the keys.</summary>
    public int First(int hash) => _heads[hash & _mask] - 1;

    public int Next(int slot) => _next[slot] - 1;

    public void Add(int hash, int slot)
    {
        ref var head = ref _heads[hash & _mask];
        _next[slot] = head;
        _previous[slot] = 0;
        if (head != 0)
        {
            _previous[head - 1] = slot + 1;
        }

        head = slot + 1;
    }

    public void Remove(int hash, int slot)
    {
        var next = _next[slot];
        var previous = _previous[slot];
        if (previous == 0)
        {
            _heads[hash & _mask] = next;
        }
        else
        {
            _next[previous - 1] = next;
        }

        if (next != 0)
        {
            _previous[next - 1] = previous;
        }
    }
}
