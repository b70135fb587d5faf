using Windsock.Model.Flows;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Makes one suspicion of what the packets and the proxies show of one failure: the proxy knows better why, except that it cannot
/// see who dropped its packets.</summary>
internal static class MeshMerge
{
    public static IEnumerable<Suspicion> Of(IReadOnlyList<Suspicion> seen, IReadOnlyList<Suspicion> told)
    {
        foreach (var suspicion in seen)
        {
            var better = told.FirstOrDefault(mesh => AreOne(suspicion, mesh));
            if (better is null)
            {
                yield return suspicion;
            }
            else if (SeesMore(suspicion, better))
            {
                yield return suspicion with
                {
                    RequestId = better.RequestId,
                    TraceId = better.TraceId,
                    Evidence = [.. suspicion.Evidence.Concat(better.Evidence).Take(DiagnosisRules.MaxEvidence)],
                };
            }
        }

        foreach (var mesh in told.Where(mesh => !seen.Any(suspicion => AreOne(suspicion, mesh) && SeesMore(suspicion, mesh))))
        {
            yield return mesh;
        }
    }

    /// <summary>Trouble with the same peer, of which the packets show nothing that is clearly later.</summary>
    private static bool AreOne(Suspicion suspicion, Suspicion mesh) =>
        suspicion.Peer == mesh.Peer
        && suspicion.PeerCase is null or { Key.Direction: TrafficDirection.Egress }
        && suspicion.Last.Since(mesh.Last) < DiagnosisRules.ClearlyLater;

    /// <summary>Cilium dropped the packets, or a look-up shows why the proxy found no address.</summary>
    private static bool SeesMore(Suspicion suspicion, Suspicion mesh) => suspicion switch
    {
        { Drop: not null } => mesh.Cause is FailureCause.Timeout or FailureCause.Reset or FailureCause.ServerError,
        { PeerCase: null } => mesh.Cause is FailureCause.DnsFailure,
        _ => false,
    };
}
