using Windsock.Model.Cluster;
using Windsock.Model.Identity;

namespace Windsock.Attribution.Identities;

/// <summary>What one pod says about itself, before anybody decided whether to believe it.</summary>
/// <param name="IsHashed">It is a task, and at least one of its ids is only known as a label-safe form with a hash.</param>
public sealed record PodReading(PodEvidence Evidence, bool IsHashed)
{
    public static PodReading Of(PodState pod)
    {
        var marks = new PodMarks(pod.Namespace, pod.Name, pod.Controller, pod.Labels, pod.Annotations);
        var claim = PodClaims.Read(marks);
        return new PodReading(EvidenceOf(claim, marks), claim.Try is { Ids: IdForm.Hashed });
    }

    private static PodEvidence EvidenceOf(PodClaim claim, in PodMarks marks) => claim switch
    {
        { Kind: OwnerKind.Component } => PodEvidence.Component,
        { Kind: OwnerKind.Task, Role: PodRole.Executor } when marks.Annotation(AirflowKeys.TaskId).Length > 0 => PodEvidence.Annotations,
        { Kind: OwnerKind.Task } => PodEvidence.Labels,
        { MentionsAirflow: true } => PodEvidence.MarkOnly,
        _ => PodEvidence.None,
    };
}
