using System.Collections.Immutable;

namespace Windsock.Model.Flows;

/// <summary>The policies that Cilium names for its verdict, per direction (flow.Flow 21001 to 21005). Interned.</summary>
public sealed class PolicyDecision
{
    public ImmutableArray<PolicyName> EgressAllowedBy { get; init; } = [];

    public ImmutableArray<PolicyName> IngressAllowedBy { get; init; } = [];

    public ImmutableArray<PolicyName> EgressDeniedBy { get; init; } = [];

    public ImmutableArray<PolicyName> IngressDeniedBy { get; init; } = [];
}
