using System.Runtime.CompilerServices;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tries;

/// <summary>Remembers the record of each pod that sends flows now. Direct-mapped and checked by reference: a slot that two pods
/// share costs a look-up, never a wrong answer, and the table never grows.</summary>
internal sealed class PodMemo
{
    // 64 KB: of a node's few hundred pods hardly any two share a slot.
    private const int Slots = 4_096;

    private readonly Slot[] _slots = new Slot[Slots];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PodRecord? Find(Owner owner)
    {
        ref readonly var slot = ref _slots[RuntimeHelpers.GetHashCode(owner) & (Slots - 1)];
        return ReferenceEquals(slot.Owner, owner) && !slot.Pod!.IsForgotten ? slot.Pod : null;
    }

    public void Remember(Owner owner, PodRecord pod) => _slots[RuntimeHelpers.GetHashCode(owner) & (Slots - 1)] = new Slot(owner, pod);

    private readonly record struct Slot(Owner? Owner, PodRecord? Pod);
}
