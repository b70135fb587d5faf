using System.Runtime.CompilerServices;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Remembers the block of each pod that sends flows now. Direct-mapped and checked by reference: a slot that two pods
/// share costs a look-up, never a wrong answer, and the table never grows.</summary>
internal sealed class OwnerMemo
{
    // 256 KB, of which only the slots in use are warm. A thousand pods that send at once then share a slot with another one
    // in six cases of a hundred.
    private const int Slots = 16_384;

    private readonly Slot[] _slots = new Slot[Slots];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TaskBlock? Find(Owner owner)
    {
        ref readonly var slot = ref _slots[RuntimeHelpers.GetHashCode(owner) & (Slots - 1)];
        return ReferenceEquals(slot.Owner, owner) ? slot.Block : null;
    }

    public void Remember(Owner owner, TaskBlock block) => _slots[RuntimeHelpers.GetHashCode(owner) & (Slots - 1)] = new Slot(owner, block);

    /// <summary>Blocks were removed: none may be found again.</summary>
    public void Forget() => Array.Clear(_slots);

    private readonly record struct Slot(Owner? Owner, TaskBlock? Block);
}
