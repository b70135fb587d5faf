using System.Runtime.CompilerServices;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Identities;

/// <summary>Which principals of pods were looked at lately: nearly every call has one that was. Forgets what collides; who is shown
/// something twice must not mind.</summary>
internal sealed class SeenPrincipals
{
    private const int Size = 4_096;

    private readonly (Owner? Owner, string Principal)[] _seen = new (Owner?, string)[Size];

    public bool Contains(Owner owner, string principal)
    {
        ref readonly var place = ref _seen[RuntimeHelpers.GetHashCode(owner) & (Size - 1)];
        return ReferenceEquals(place.Owner, owner) && place.Principal == principal;
    }

    public void Add(Owner owner, string principal) => _seen[RuntimeHelpers.GetHashCode(owner) & (Size - 1)] = (owner, principal);
}
