using System.Collections.Immutable;

namespace Windsock.FlowCollector.Crossplane.Reading;

/// <summary>What is read of <c>spec</c>.</summary>
internal struct ResourceSpec
{
    public ResourceSpec()
    {
    }

    /// <summary>spec.claimRef; null when it has none.</summary>
    public (string Namespace, string Name)? Claim { get; set; }

    public string ClaimKind { get; set; } = "";

    /// <summary>spec.resourceRef, spec.resourceRefs and spec.crossplane.resourceRefs; each type once.</summary>
    public ImmutableHashSet<(string Group, string Kind)> Parts { get; set; } = [];

    public bool HasOrphanPolicy { get; set; }

    /// <summary>spec.managementPolicies; empty when it has none.</summary>
    public ImmutableArray<string> ManagementPolicies { get; set; } = [];

    /// <summary>As crossplane-runtime decides it: a policy that names Delete deletes, one for everything obeys deletionPolicy. What is only
    /// observed was not made by Crossplane and is not left behind either.</summary>
    public readonly bool IsOrphanedOnDelete => ManagementPolicies switch
    {
        [] or ["*"] => HasOrphanPolicy,
        ["Observe"] => false,
        _ => !ManagementPolicies.Contains("Delete") && (HasOrphanPolicy || !ManagementPolicies.Contains("*")),
    };
}
