using System.Collections.Immutable;
using Windsock.Detection.Anomalies.Words;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Platform.Crossplane.Book;
using Windsock.Detection.Platform.Crossplane.Origins;
using Windsock.Model.Findings;
using Windsock.Model.Flows;

namespace Windsock.Detection.Platform.Crossplane.Orphans;

/// <summary>Makes findings of what is left behind. What no task is known to have made is told as information only: it may be anybody's.</summary>
internal static class OrphanFindings
{
    public static Finding OwnerGone(ResourceEntry entry, string owner, Origin? origin, Instant since, Instant now) => Of(
        entry,
        origin,
        $"{owner} is gone",
        $"{entry.Words}{MadeBy(origin)} is left behind: its owner {owner} has been gone for {TimeWords.Of(now.Since(since))}.",
        $"Look at what is still in use ('kubectl get {entry.Resource.Name.Resource}.{entry.Resource.Name.ApiGroup}{Namespaced(entry)} {entry.Resource.Name.Name} -o yaml'). Delete it if nothing is, so that its provider takes it down in the cloud, too; else give it an owner again.",
        since,
        now,
        [new Measure("owner", "gone", owner), .. Tool(entry, origin)]);

    public static Finding OutlivesDag(ResourceEntry entry, Origin origin, Instant lastRun, Instant now) => Of(
        entry,
        origin,
        entry.Words,
        $"{entry.Words}{MadeBy(origin)} is still there {TimeWords.Of(now.Since(lastRun))} after the last run of {origin.Try.Task.DagId}.",
        $"See whether a task of {origin.Try.Task.DagId} was to delete it and did not run. Delete it if it is not wanted any more; if it is meant to stay, add {entry.Place} to platform.crossplaneOrphan.keep.",
        lastRun,
        now,
        [new Measure("last run of the DAG", TimeWords.Of(now.Since(lastRun)) + " ago", ""), new Measure("created", Age(entry, now), "")]);

    public static Finding LeftInCloud(ResourceChain chain, Origin? origin, Instant now) => Of(
        chain.Links[^1],
        origin,
        $"deletion of {chain.Root.Words}",
        $"{chain.Links[^1].Words}{MadeBy(origin)} was deleted, and what it stands for stays in the cloud: its deletion policy says so.",
        "If it is not wanted any more, delete it in the cloud by its external name. If deletions are to reach the cloud, set deletionPolicy: Delete (or a management policy with Delete) in the composition.",
        now,
        now,
        [new Measure("chain", chain.Words, ""), .. Tool(chain.Links[^1], origin)]);

    private static Finding Of(
        ResourceEntry entry, Origin? origin, string cause, string summary, string mend, Instant since, Instant now, ImmutableArray<Measure> measures) => new()
        {
            Rule = OrphanRule.Rule,
            Severity = origin is null ? Severity.Info : Severity.Warning,
            Subject = origin is null ? new FindingSubject(entry.Resource.Name.Namespace, "", "", entry.Words) : FindingSubject.Of(origin.Try.Task),
            Cause = cause,
            Summary = summary,
            Mend = mend,
            Measures = measures,
            Evidence = origin?.Words ?? "complete about the resource; who made it is not known",
            IsComplete = origin is { Evidence: OriginEvidence.Record },
            Try = origin?.Try,
            Since = since,
            At = now,
        };

    private static string MadeBy(Origin? origin) => origin switch
    {
        null => "",
        { Evidence: OriginEvidence.Record } => $", made by {FindingText.Task(origin.Try.Task)},",
        _ => $", probably made by {FindingText.Task(origin.Try.Task)},",
    };

    private static string Namespaced(ResourceEntry entry) => entry.Resource.Name.Namespace.Length == 0 ? "" : $" -n {entry.Resource.Name.Namespace}";

    private static string Age(ResourceEntry entry, Instant now) => entry.Resource.CreatedAt.IsMissing ? "not known" : TimeWords.Of(now.Since(entry.Resource.CreatedAt)) + " ago";

    /// <summary>Shows a tool, not an identity: only where nothing better is known.</summary>
    private static ImmutableArray<Measure> Tool(ResourceEntry entry, Origin? origin) =>
        origin is null && entry.Resource.FirstManager.Length > 0 ? [new Measure("first written by", entry.Resource.FirstManager, "")] : [];
}
