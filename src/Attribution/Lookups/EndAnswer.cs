using Windsock.Attribution.Lifetimes;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Lookups;

/// <summary>Whose one end of a flow is, and how sure that is.</summary>
/// <param name="Owner">Null unless exact or inferred.</param>
/// <param name="Pod">The pod behind the owner; for an ambiguous answer one of those that fit.</param>
/// <param name="MayImprove">A change of the cluster that is still under way could make this answer better, so it is worth waiting.</param>
internal readonly record struct EndAnswer(
    Owner? Owner, PodLifetime? Pod, AttributionClass Class, AttributionReason Reason, bool MayImprove)
{
    public static EndAnswer Exact(PodLifetime pod) => new(pod.Owner, pod, AttributionClass.Exact, AttributionReason.None, false);

    public static EndAnswer Inferred(PodLifetime pod, AttributionReason reason, bool mayImprove = false) =>
        new(pod.Owner, pod, AttributionClass.Inferred, reason, mayImprove);

    public static EndAnswer Ambiguous(PodLifetime? candidate, AttributionReason reason, bool mayImprove = false) =>
        new(null, candidate, AttributionClass.Ambiguous, reason, mayImprove);

    public static EndAnswer Unknown(AttributionReason reason, bool mayImprove = false) =>
        new(null, null, AttributionClass.Unknown, reason, mayImprove);
}
