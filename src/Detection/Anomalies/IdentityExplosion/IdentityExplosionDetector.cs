using Windsock.Detection.Anomalies.Words;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Anomalies.IdentityExplosion;

/// <summary>Every try of a task gets a security identity of its own, because Cilium takes labels into the identity that Airflow gives
/// each try anew. A cluster has 65,000 of them, and gets back five a second (cilium/cilium#34512): then no pod starts any more. Says
/// which labels, and the setting that leaves them out.</summary>
internal sealed class IdentityExplosionDetector(IdentityExplosionOptions options) : IIdentityDetector
{
    private const int MaxTasks = 4_096;

    /// <summary>Those below are reserved (Cilium's numeric identities).</summary>
    private const uint FirstOfPods = 256;

    private readonly Dictionary<TaskKey, IdentityWindow> _tasks = [];
    private readonly Dictionary<FindingSubject, TaskKey> _told = [];

    public string Rule => "identity_explosion";

    public void Inspect(IdentitySighting sighting, ICollection<Finding> findings)
    {
        if (sighting is not { Owner: { Task: { } task } owner, Endpoint: { Identity: >= FirstOfPods } endpoint } || owner.PodName.Length == 0)
        {
            return;
        }

        if (!_tasks.TryGetValue(task, out var window))
        {
            if (_tasks.Count >= MaxTasks)
            {
                _tasks.Remove(_tasks.MinBy(known => known.Value.LastAt.UnixNanoseconds).Key);
            }

            _tasks.Add(task, window = new IdentityWindow());
        }

        if (window.Add(owner.PodUid.Length > 0 ? owner.PodUid : owner.PodName, endpoint, sighting.At) && window.AllDiffer(options.MinPods))
        {
            var subject = new FindingSubject(task.Namespace, task.DagId, "");
            _told[subject] = task;
            findings.Add(FindingOf(subject, task, window, sighting.At));
        }
    }

    /// <summary>Over when the last pods of the task that it was told of share an identity again.</summary>
    public void Advance(Instant now, ICollection<AllClear> clears)
    {
        List<FindingSubject>? over = null;
        foreach (var (subject, task) in _told)
        {
            if (!_tasks.TryGetValue(task, out var window) || !window.AllDiffer(options.MinPods))
            {
                clears.Add(new AllClear(Rule, subject, null, now));
                (over ??= []).Add(subject);
            }
        }

        over?.ForEach(subject => _told.Remove(subject));
    }

    private Finding FindingOf(FindingSubject subject, TaskKey task, IdentityWindow window, Instant at)
    {
        var keys = window.DifferingLabels.Where(key => key.StartsWith(IdentityLabels.Source, StringComparison.Ordinal)).Select(key => key[IdentityLabels.Source.Length..]).ToList();
        return new Finding
        {
            Rule = Rule,
            Severity = Severity.Warning,
            Subject = subject,
            Cause = "labels that each try has anew",
            Summary = $"Each of the last {window.Identities} pods of {FindingText.Task(task)} has a Cilium security identity of its own{(keys.Count == 0 ? "" : $", because of the label{(keys.Count == 1 ? "" : "s")} {string.Join(", ", keys)}")}.",
            Mend = keys.Count == 0
                ? "Leave out of Cilium's identities the labels that Airflow gives each try anew: the runbook has the setting."
                : IdentityLabels.MendOf(keys),
            Measures =
            [
                new Measure("identities", FindingText.Count(window.Identities, "identity", "identities"), $"1 for {window.Count} pods"),
                new Measure("labels that differ", keys.Count == 0 ? "not seen" : string.Join(", ", keys), ""),
            ],
            Evidence = "complete: the identities are Cilium's own",
            IsComplete = true,
            Since = at,
            At = at,
        };
    }
}
