using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>What the labels and annotations of a pod say about it, before anybody decided whether to believe them.</summary>
/// <param name="Kind">Task, component, or other pod.</param>
/// <param name="Try">Set exactly for a task.</param>
/// <param name="MentionsAirflow">The pod carries a mark of Airflow, even one that identifies nothing.</param>
internal sealed record PodClaim(OwnerKind Kind, PodRole Role, TaskTry? Try, string Component, string Release, bool MentionsAirflow)
{
    public static readonly PodClaim NotAirflow = new(OwnerKind.OtherPod, PodRole.None, null, "", "", false);
}
