using System.Runtime.CompilerServices;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Remembers the block of each pod that sends flows now. Direct-mapped and checked by reference: a slot that two pods
/// share costs a look-up, never a wrong answer, and the table never grows.</summary>
/// <param name="slots">A power of two; 16 bytes each. The default is 1 MB, of which only the slots in use are warm: of 1,000 pods that
/// send at once 15 share a slot, of 20,000 a quarter does.</param>
internal sealed class OwnerMemo(int slots = 65_536)
{
    private readonly Slot[] _slots = new Slot[slots];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TaskBlock? Find(Owner owner)
    {
        ref readonly var slot = ref _slots[RuntimeHelpers.GetHashCode(owner) & (_slots.Length - 1)];
        return ReferenceEquals(slot.Owner, owner) ? slot.Block : null;
    }

    public void Remember(Owner owner, TaskBlock block) => _slots[RuntimeHelpers.GetHashCode(owner) & (_slots.Length - 1)] = new Slot(owner, block);

    /// <summary>Blocks were removed: none may be found again.</summary>
    public void Forget() => Array.Clear(_slots);

    private readonly record struct Slot(Owner? Owner, TaskBlock? Block);
}
