using Windsock.Model.Cluster;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Tests.Actions;

/// <summary>The plain slow twin of the attribution of actions: looks at every pod for every question. Pods that never change, cluster scope,
/// no host network.</summary>
internal sealed class PlainCallers(IReadOnlyList<PodState> pods, double tolerance)
{
    private readonly List<(string Id, string? Uid)> _shown = [];

    /// <returns>UID of the pod whose try it is (any of them), and how sure that is.</returns>
    public (string? Uid, AttributionClass Class, CallerEvidence Evidence) Ask(ActionCaller caller, double at)
    {
        if (caller.PodUid.Length > 0)
        {
            var answer = ByUid(caller, at);
            if (caller.CredentialId.Length > 0 && answer.Class is AttributionClass.Exact or AttributionClass.Ambiguous)
            {
                _shown.Add((caller.CredentialId, answer.Class == AttributionClass.Exact ? answer.Uid : null));
            }

            return answer;
        }

        var owners = _shown.Where(one => one.Id == caller.CredentialId).Select(one => one.Uid).Distinct().ToList();
        if (caller.CredentialId.Length > 0 && owners is [{ } only])
        {
            return (only, AttributionClass.Inferred, CallerEvidence.Credential);
        }

        return ByAddress(caller, at) ?? ByAccount(caller, at) ?? (null, AttributionClass.Unknown, CallerEvidence.None);
    }

    private (string? Uid, AttributionClass Class, CallerEvidence Evidence) ByUid(ActionCaller caller, double at)
    {
        var pod = pods.FirstOrDefault(one => one.Uid == caller.PodUid);
        if (pod is null || (caller.ServiceAccount is var (_, account) && account != pod.ServiceAccount))
        {
            return (null, AttributionClass.Unknown, CallerEvidence.None);
        }

        var isAnothers = !pod.Ips.Contains(caller.SourceIp) && pods.Any(other => other.Ips.Contains(caller.SourceIp) && at >= Start(other) && at < End(other));
        return isAnothers ? (null, AttributionClass.Ambiguous, CallerEvidence.None) : (pod.Uid, AttributionClass.Exact, CallerEvidence.PodUid);
    }

    private (string?, AttributionClass, CallerEvidence)? ByAddress(ActionCaller caller, double at)
    {
        var near = pods.Where(pod => pod.Ips.Contains(caller.SourceIp) && IsNear(pod, at) && (caller.ServiceAccount is not var (_, account) || pod.ServiceAccount == account)).ToList();
        return near.Count switch
        {
            0 => null,
            1 => (near[0].Uid, AttributionClass.Inferred, CallerEvidence.SourceIp),
            _ => (null, AttributionClass.Ambiguous, CallerEvidence.None),
        };
    }

    private (string?, AttributionClass, CallerEvidence)? ByAccount(ActionCaller caller, double at)
    {
        var near = pods.Where(pod => caller.ServiceAccount is var (_, account) && pod.ServiceAccount == account && IsNear(pod, at)).ToList();
        return near.Count == 0 ? null
            : near.Select(pod => (pod.Annotations["task_id"], pod.Annotations["try_number"])).Distinct().Count() > 1 ? (null, AttributionClass.Ambiguous, CallerEvidence.None)
            : (near[0].Uid, AttributionClass.Inferred, CallerEvidence.ServiceAccount);
    }

    private bool IsNear(PodState pod, double at) => at >= Start(pod) - tolerance && at < End(pod) + tolerance;

    private static double Start(PodState pod) => Seconds(pod.StartedAt.UnixNanoseconds);

    private static double End(PodState pod) => pod.Containers is [{ FinishedAt: var end }] ? Seconds(end.UnixNanoseconds) + 1 : double.MaxValue;

    private static double Seconds(long nanoseconds) => (nanoseconds - Some.At(0).UnixNanoseconds) / 1e9;
}
