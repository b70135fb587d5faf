using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies;

/// <summary>Which pairs of owner and endpoint were looked at lately: both are shared by the flows of a pod, so nearly every flow is
/// one that was. Forgets what collides; who is shown something twice must not mind.</summary>
internal sealed class SeenIdentities
{
    private const int Size = 4_096;

    private readonly (Owner? Owner, Endpoint? Endpoint)[] _seen = new (Owner?, Endpoint?)[Size];

    /// <returns>True for a pair that is not among the latest.</returns>
    public bool IsNew(Owner owner, Endpoint endpoint)
    {
        ref var place = ref _seen[endpoint.Hash & (Size - 1)];
        if (ReferenceEquals(place.Endpoint, endpoint) && ReferenceEquals(place.Owner, owner))
        {
            return false;
        }

        place = (owner, endpoint);
        return true;
    }
}
