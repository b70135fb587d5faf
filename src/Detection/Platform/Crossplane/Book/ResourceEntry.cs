using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Crossplane.Book;

/// <summary>What is remembered of one resource.</summary>
/// <param name="firstSeenAt">By the agent's clock.</param>
internal sealed class ResourceEntry(PlatformResource resource, Instant firstSeenAt)
{
    /// <summary>As it was seen last.</summary>
    public PlatformResource Resource { get; set; } = resource;

    public Instant FirstSeenAt { get; } = firstSeenAt;

    /// <summary>When it was gone; missing while it is there.</summary>
    public Instant GoneAt { get; set; }

    public bool IsGone => !GoneAt.IsMissing;

    public bool IsDeleting => !Resource.DeletionAt.IsMissing;

    /// <summary>A task's own request that made it, as far as one is known.</summary>
    public Creation? Creation { get; set; }

    /// <summary>It was not ready when it was seen for the first time.</summary>
    public bool BeganUnready { get; init; }

    public bool HasToldReady { get; set; }

    /// <summary>Since when its creation has been seen to be pending; missing when it is not.</summary>
    public Instant PendingSince { get; set; }

    /// <summary>Since when its owner has been seen to be gone; missing when it is not.</summary>
    public Instant OwnerGoneSince { get; set; }

    /// <summary>Troubles that were told; few.</summary>
    public HashSet<(string Condition, string Reason, string Cause)> Told { get; } = [];

    /// <summary>As people write it: <c>PostgreSQLInstance airflow/db-1</c>.</summary>
    public string Words => $"{Resource.Kind} {Place}";

    /// <summary><c>airflow/db-1</c>, or the name alone of what has no namespace.</summary>
    public string Place => Resource.Name.Namespace.Length == 0 ? Resource.Name.Name : $"{Resource.Name.Namespace}/{Resource.Name.Name}";

    public ResourceCondition? Condition(string type)
    {
        foreach (var condition in Resource.Conditions)
        {
            if (condition.Type == type)
            {
                return condition;
            }
        }

        return null;
    }

    public ResourceOwner? Controller => Resource.Owners is [{ IsController: true } controller, ..] ? controller : null;

    /// <summary>Nothing of Crossplane's stands above it: a claim, or a composite that was made as such.</summary>
    public bool IsRoot => Resource.Role == ResourceRole.Claim || (Resource.Role == ResourceRole.Composite && Resource.Claim is null && Controller is null);
}
