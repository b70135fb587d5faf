namespace Windsock.Model.Identity;

/// <summary>The answer for one side of a flow.</summary>
/// <param name="Owner">Null unless the class is exact or inferred.</param>
/// <param name="Decides">This side is ours to account for: its pod runs on this node (or the scope is the whole cluster).
/// Metrics count a side only when it decides.</param>
public readonly record struct SideAttribution(Owner? Owner, AttributionClass Class, AttributionReason Reason, bool Decides)
{
    public bool IsTask => Owner is { Kind: OwnerKind.Task };
}
