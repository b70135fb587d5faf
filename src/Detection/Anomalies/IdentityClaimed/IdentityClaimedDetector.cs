using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.IdentityClaimed;

/// <summary>A pod outside of the Airflow namespaces carries Airflow's labels: it claims to be a task, and is not believed.</summary>
internal sealed class IdentityClaimedDetector : IIdentityDetector
{
    private const int MaxPods = 4_096;

    private readonly HashSet<string> _pods = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public string Rule => "identity_claimed";

    public void Inspect(IdentitySighting sighting, ICollection<Finding> findings)
    {
        var owner = sighting.Owner;
        var pod = $"{owner.Namespace}/{owner.PodName}";
        if (!owner.ClaimsAirflow || !_pods.Add(pod))
        {
            return;
        }

        _order.Enqueue(pod);
        if (_order.Count > MaxPods)
        {
            _pods.Remove(_order.Dequeue());
        }

        findings.Add(new Finding
        {
            Rule = Rule,
            Severity = Severity.Warning,
            Subject = new FindingSubject(owner.Namespace, "", "", $"namespace {owner.Namespace}"),
            Cause = $"namespace {owner.Namespace}",
            Summary = $"Pod {pod} carries Airflow's labels, and {owner.Namespace} is none of the namespaces that Airflow runs in.",
            Mend = $"If Airflow runs tasks in {owner.Namespace}, add it to airflow.namespaces. If not, somebody labels pods so that they look like tasks, to network policies too: look at who made the pod.",
            Measures = [new Measure("pod", pod, "not in airflow.namespaces")],
            Evidence = "complete: the labels are the pod's own",
            IsComplete = true,
            Since = sighting.At,
            At = sighting.At,
        });
    }

    public void Advance(Instant now, ICollection<AllClear> clears)
    {
    }
}
