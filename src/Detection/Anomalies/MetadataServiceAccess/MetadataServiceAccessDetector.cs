using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;

namespace Windsock.Detection.Anomalies.MetadataServiceAccess;

/// <summary>A task calls the service that hands out the node's or the pod's cloud credentials, and never did. With workload identity
/// many tasks call it in every run; those are known by their profile.</summary>
internal sealed class MetadataServiceAccessDetector : ITryDetector
{
    /// <summary>By which a profile remembers that a task does so.</summary>
    public const string Habit = "metadata service";

    public string Rule => "metadata_service_access";

    public void Inspect(TryView view, ICollection<Finding> findings)
    {
        var seen = view.Traffic.Metadata;
        if (seen.Connections == 0 || view.Profile is not { } profile || profile.Troubles.ContainsKey(Habit))
        {
            return;
        }

        var where = FindingText.Where(seen.Address, seen.Port);
        findings.Add(TryFindings.Of(
            view,
            Rule,
            Severity.Critical,
            FindingText.Task(view.Try.Task),
            $"{FindingText.Task(view.Try.Task)} called the cloud's metadata service at {where}, which hands out credentials; it never did in {FindingText.Count(profile.Runs, "run")}.",
            "Look whether a library that was added looks for cloud credentials by itself. If the task needs none, deny egress to that address in a network policy; if it may be taken over, revoke the credentials of its service account and of the node.",
            seen.First,
            [new Measure("connections to it", FindingText.Count(seen.Connections, "connection"), "usual none")],
            seen.Address,
            seen.Port));
    }
}
