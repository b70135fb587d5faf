using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Calls;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.PrincipalMismatch;

/// <summary>The other end's proxy verified a certificate of a task's pod that is not for the pod's service account.</summary>
internal sealed class PrincipalMismatchDetector : IMeshDetector
{
    public string Rule => "principal_mismatch";

    public void Inspect(MeshObservation observation, ICollection<Finding> findings)
    {
        if (observation.Finding != MeshFinding.PrincipalMismatch)
        {
            return;
        }

        var owner = observation.Owner;
        var account = owner.ServiceAccount.Length == 0 ? $"namespace {owner.Namespace}" : $"service account {owner.Namespace}/{owner.ServiceAccount}";
        findings.Add(MeshFindings.Of(
            observation,
            Rule,
            Severity.Critical,
            observation.Seen,
            $"A pod of {FindingText.Task(owner.Task!)} runs under {account} and presented {observation.Seen} to {observation.Peer.Name}.",
            "Somebody else's certificate is in use: look at what mounts or copies it in the pod, and at the workload that it was issued to. Revoke it if nobody can explain it.",
            [new Measure("identity", observation.Seen, account)]));
    }
}
