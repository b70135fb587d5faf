using System.Collections.Immutable;
using Windsock.Model.Calls;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.Words;

/// <summary>Makes findings of what a mesh shows about tasks.</summary>
internal static class MeshFindings
{
    public static Finding Of(
        MeshObservation observation, string rule, Severity severity, string cause, string summary, string mend, ImmutableArray<Measure> measures) => new()
        {
            Rule = rule,
            Severity = severity,
            Subject = FindingSubject.Of(observation.Owner.Task!),
            Cause = cause,
            Summary = summary,
            Mend = mend,
            Measures = measures,
            Evidence = observation.Finding == MeshFinding.SidecarMissing ? "complete: the pod shows its containers" : "complete: one proxy's own word about one call is enough",
            IsComplete = true,
            Try = observation.Owner.Try,
            Peer = observation.Peer == Peer.Unknown ? "" : observation.Peer.Name,
            Since = observation.At,
            At = observation.At,
        };
}
