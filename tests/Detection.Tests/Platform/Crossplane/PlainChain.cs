using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>What is to be told of a cluster when everything about it is known, in the plainest way: no waiting, no indexes, every question
/// asked of all that was told.</summary>
internal sealed class PlainChain(IReadOnlyList<PlatformResource> versions, IReadOnlyList<AttributedEvent> requests, IReadOnlySet<string> dags)
{
    private readonly List<PlatformResource> _latest = [.. versions.GroupBy(version => version.Uid).Select(group => group.Last())];

    /// <summary>In words, in no order.</summary>
    public IEnumerable<string> Moments()
    {
        foreach (var resource in _latest)
        {
            var chain = ChainOf(resource);
            var words = string.Join(" -> ", chain.Select(link => $"{link.Kind} {(link.Name.Namespace.Length == 0 ? "" : link.Name.Namespace + "/")}{link.Name.Name}"));
            var made = Words(OriginOf(chain));
            foreach (var condition in versions.Where(version => version.Uid == resource.Uid).SelectMany(version => version.Conditions).Where(condition => condition.Type == "Synced").DistinctBy(condition => condition.Message))
            {
                yield return $"troubled {words}: {condition.Message} {made}";
            }

            var ready = versions.Where(version => version.Uid == resource.Uid).SelectMany(version => version.Conditions).FirstOrDefault(condition => condition is { Type: "Ready", Status: "True" });
            if (ready is not null && chain.Count == 1 && resource.Role != ResourceRole.Managed)
            {
                yield return $"ready {words} after {ready.ChangedAt.Since(resource.CreatedAt).TotalSeconds:0} {made}";
            }
        }
    }

    public static string Words(TaskTry? made) => made is null ? "by nobody known" : $"by {made.Task.DagId}.{made.Task.TaskId} {made.TryNumber}";

    private List<PlatformResource> ChainOf(PlatformResource resource)
    {
        var parent = resource.Role == ResourceRole.Claim ? null
            : resource.Owners.Length > 0 ? _latest.Single(other => other.Uid == resource.Owners[0].Uid)
            : resource.Claim is { } claim ? _latest.Single(other => other.Role == ResourceRole.Claim && (other.Name.Namespace, other.Name.Name) == claim)
            : null;
        return parent is null ? [resource] : [.. ChainOf(parent), resource];
    }

    private TaskTry? OriginOf(List<PlatformResource> chain)
    {
        var byRecord = chain.Select(Record).FirstOrDefault(made => made is not null);
        var marked = chain.FirstOrDefault(link => link.Marks.TryGetValue("dag-id", out var dag) && dags.Contains(dag));
        return byRecord ?? (marked is null ? null : Cluster.Provision with { Task = Cluster.Provision.Task with { DagId = marked.Marks["dag-id"] } });
    }

    private TaskTry? Record(PlatformResource resource)
    {
        var made = requests.Where(request => request.Event is PlatformAction { Verb: "create", Outcome: ActionOutcome.Succeeded } && request.Attribution.IsTask)
            .Select(request => (Action: (PlatformAction)request.Event, request.Attribution.Owner!.Try)).ToList();
        var byUid = made.Where(one => one.Action.Target.Uid == resource.Uid).Select(one => one.Try).FirstOrDefault();
        return byUid ?? made
            .Where(one => one.Action.Target.Uid.Length == 0 && one.Action.Target.Resource == resource.Name.Resource && one.Action.Target.Name == resource.Name.Name
                && Math.Abs(one.Action.At.Since(resource.CreatedAt).TotalSeconds) <= 5)
            .Select(one => one.Try).FirstOrDefault();
    }
}
