using Windsock.Model.Identity;

namespace Windsock.Attribution.Scopes;

/// <summary>What a flow counts as, from its two sides.</summary>
internal static class FlowVerdicts
{
    /// <summary>Task if a deciding side is a task, else component, else other.</summary>
    /// <param name="left">What a side is; none when it does not decide.</param>
    public static AttributionKind Kind(OwnerKind left, OwnerKind right) =>
        left == OwnerKind.Task || right == OwnerKind.Task ? AttributionKind.Task
        : left == OwnerKind.Component || right == OwnerKind.Component ? AttributionKind.Component
        : AttributionKind.Other;

    /// <summary>The class of the deciding side, of the less certain one if both decide. When neither does there is no pod to
    /// account to; the flow is then as well known as the better known of its ends.</summary>
    public static AttributionClass Class(in SideAttribution left, in SideAttribution right) => (left.Decides, right.Decides) switch
    {
        (true, true) => left.Class > right.Class ? left.Class : right.Class,
        (true, false) => left.Class,
        (false, true) => right.Class,
        _ => left.Class < right.Class ? left.Class : right.Class,
    };
}
