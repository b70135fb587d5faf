using System.Collections.Immutable;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The credential has every right that the agent needs under this configuration.</summary>
internal sealed class RightsCheck(ClusterSight cluster, ImmutableArray<AccessQuestion> needed) : IDoctorCheck
{
    private static readonly ImmutableArray<string> WatchVerbs = ["list", "watch"];

    public CheckArea Area => CheckArea.Kubernetes;

    public string Name => "rights";

    /// <param name="writesEvents"><c>alerts.kubernetesEvents.enabled</c>.</param>
    /// <param name="watchesLocks">Terraform's, which are Leases.</param>
    /// <param name="findsTypes">Crossplane's, by their definitions.</param>
    public static ImmutableArray<AccessQuestion> NeededBy(KubernetesOptions options, bool writesEvents, bool watchesLocks = false, bool findsTypes = false)
    {
        string[] watched = ["pods", .. options.ServiceAccounts ? ["serviceaccounts"] : Array.Empty<string>(), .. options.Namespaces ? ["namespaces"] : Array.Empty<string>()];
        return
        [
            .. from resource in watched from verb in WatchVerbs select new AccessQuestion(verb, "", resource),
            .. from verb in watchesLocks ? WatchVerbs : [] select new AccessQuestion(verb, "coordination.k8s.io", "leases"),
            .. from verb in findsTypes ? WatchVerbs : [] select new AccessQuestion(verb, "apiextensions.k8s.io", "customresourcedefinitions"),
            .. writesEvents ? [new AccessQuestion("create", "", "events")] : Array.Empty<AccessQuestion>(),
        ];
    }

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        await cluster.RequireAsync();
        var answers = await Task.WhenAll(needed.Select(question => cluster.MayAsync(question, stop)));
        var missing = answers.Where(answer => answer.IsAllowed == false).Select(answer => answer.Question).ToList();
        var unsure = answers.Where(answer => answer.IsAllowed is null).ToList();
        if (missing.Count > 0)
        {
            var arePods = missing.Any(question => question.Resource == "pods");
            var meaning = $"Not granted to {cluster.Credential}: {CheckWords.List([.. missing.Select(question => $"{question.Verb} {question.Resource}")])}.";
            var file = missing.All(question => question.Group.Length > 0) ? "components/audit/rbac.yaml" : "base/rbac.yaml";
            var mend = $"Apply deploy/daemonset/{file}, or add these rules to the ClusterRole of the agent:";
            return arePods
                ? CheckResult.Fail($"{meaning} Without pods no flow can be tied to a task by its annotations.", mend, RulesFor(missing))
                : CheckResult.Warn(meaning, mend, RulesFor(missing));
        }

        return unsure.Count > 0
            ? CheckResult.Skipped($"The API server does not say which rights there are: {unsure[0].Trouble}.", "", string.Join('\n', needed.Select(question => $"kubectl auth can-i {question.Verb} {question.Resource} -A --as system:serviceaccount:windsock:windsock")))
            : CheckResult.Ok($"All {needed.Length} rights that this configuration needs are granted; asked with {cluster.Credential}.");
    }

    /// <summary>Rules of a ClusterRole, one per set of verbs.</summary>
    private static string RulesFor(IEnumerable<AccessQuestion> missing)
    {
        var byResource = missing.GroupBy(question => (question.Group, question.Resource)).Select(group => (group.Key.Group, group.Key.Resource, Verbs: string.Join(", ", group.Select(question => question.Verb))));
        return "rules:\n" + string.Concat(byResource.GroupBy(rule => (rule.Group, rule.Verbs)).Select(rule => $"""
              - apiGroups: ["{rule.Key.Group}"]
                resources: [{string.Join(", ", rule.Select(entry => entry.Resource))}]
                verbs: [{rule.Key.Verbs}]

            """));
    }
}
