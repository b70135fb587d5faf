using System.Globalization;
using System.Text.RegularExpressions;
using Windsock.FlowCollector.Cluster;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>The one agent that takes the platform's events: beside those of the nodes, or as the one of the cluster.</summary>
public sealed class AuditOverlayTests
{
    private const int AuditPort = 9467;

    /// <summary>What has audit, by overlay and component, and the name of the agent there.</summary>
    public static TheoryData<string, string, string> Receivers { get; } = new()
    {
        { "overlays/audit", "", RenderedAgent.Platform },
        { "overlays/relay", "components/audit", "windsock" },
        { "overlays/relay-plaintext", "components/audit", "windsock" },
    };

    public static TheoryData<string, string, string, string> Policies { get; } = new(
        from receiver in Receivers
        from policies in new[] { "components/network-policy", "components/cilium-network-policy" }
        select (receiver.Data.Item1, receiver.Data.Item2, receiver.Data.Item3, policies));

    [Fact]
    public async Task One_agent_more_stands_beside_those_of_the_nodes_and_neither_takes_the_others_pods()
    {
        var objects = await Kustomize.RenderAsync("overlays/audit");
        var (nodes, platform) = (new RenderedAgent(objects), new RenderedAgent(objects, RenderedAgent.Platform));

        Assert.Equal(("DaemonSet", "Deployment"), (RenderedAgent.Text(nodes.Workload, "kind"), RenderedAgent.Text(platform.Workload, "kind")));
        Assert.NotEqual(Selector(nodes.Workload["spec"]["selector"]["matchLabels"]), Selector(platform.Workload["spec"]["selector"]["matchLabels"]));
        Assert.DoesNotContain(Selector(nodes.Workload["spec"]["selector"]["matchLabels"]), label => platform.Labels.Contains(label));
        Assert.Equal("windsock-platform", RenderedAgent.Text(platform.Pod, "serviceAccountName"));
        Assert.Equal("windsock", RenderedAgent.Text(nodes.Pod, "serviceAccountName"));

        // The agents of the nodes are those of the base.
        var plain = await RenderedAgent.OfAsync("base");
        Assert.Equal(plain.Workload, nodes.Workload);
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task There_is_one_of_it_at_a_time_and_it_is_as_locked_up_as_the_others(string overlay, string component, string name)
    {
        var agent = await RenderAsync(overlay, component, name);
        var plain = await RenderedAgent.OfAsync("base");
        var spec = agent.Workload["spec"];

        Assert.Equal(("1", "Recreate"), (RenderedAgent.Text(spec, "replicas"), RenderedAgent.Text(spec["strategy"], "type")));
        Assert.Empty(RenderedAgent.Items(agent.Pod, "tolerations"));
        Assert.Equal(plain.Pod["securityContext"], agent.Pod["securityContext"]);
        Assert.Equal(plain.Container["securityContext"], agent.Container["securityContext"]);
        Assert.DoesNotContain(RenderedAgent.Items(agent.Pod, "volumes"), volume => RenderedAgent.Has(volume, "hostPath"));
        Assert.Equal(RenderedAgent.Text(plain.Container, "image"), RenderedAgent.Text(agent.Container, "image"));
        Assert.False(RenderedAgent.Has(agent.Container["resources"]["limits"], "cpu"));
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task Its_files_are_mounted_and_its_trail_outlives_the_pod(string overlay, string component, string name)
    {
        var agent = await RenderAsync(overlay, component, name);
        var volumes = RenderedAgent.Items(agent.Pod, "volumes").ToDictionary(volume => RenderedAgent.Text(volume, "name"));
        var paths = agent.Environment.Values.Where(value => value.StartsWith('/')).ToList();

        Assert.Contains("/etc/windsock-audit/tls.crt", paths);
        Assert.All(paths, path => Assert.Contains(agent.Mounts.Keys, mount => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal)));
        Assert.Equal(volumes.Keys.Order(), agent.Mounts.Values.Select(mount => RenderedAgent.Text(mount, "name")).Order());

        var secret = volumes[RenderedAgent.Text(agent.Mounts["/etc/windsock-audit"], "name")]["secret"];
        Assert.Equal("windsock-audit-tls", RenderedAgent.Text(secret, "secretName"));
        Assert.Equal(Convert.ToInt32("440", 8), int.Parse(RenderedAgent.Text(secret, "defaultMode"), CultureInfo.InvariantCulture));
        Assert.Equal("true", RenderedAgent.Text(agent.Mounts["/etc/windsock-audit"], "readOnly"));

        var trail = agent.Mounts[agent.Environment["WINDSOCK__PLATFORM__TRAIL__DIRECTORY"]];
        Assert.False(RenderedAgent.Has(trail, "readOnly"));
        var claim = RenderedAgent.Text(volumes[RenderedAgent.Text(trail, "name")]["persistentVolumeClaim"], "claimName");
        Assert.Equal(["ReadWriteOnce"], RenderedAgent.Items(agent.OfKind("PersistentVolumeClaim").Single(item => RenderedAgent.Text(item["metadata"], "name") == claim)["spec"], "accessModes").Select(RenderedAgent.Scalar));
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task The_Service_leads_to_its_port_and_to_no_other_agent(string overlay, string component, string name)
    {
        var agent = await RenderAsync(overlay, component, name);
        var service = agent.OfKind("Service").Single(item => RenderedAgent.Text(item["metadata"], "name") == "windsock-audit");
        var port = Assert.Single(RenderedAgent.Items(service["spec"], "ports"));
        var selected = Selector(service["spec"]["selector"]);

        Assert.Equal(AuditPort, agent.Ports[RenderedAgent.Text(port, "targetPort")]);
        Assert.Equal(AuditPort.ToString(CultureInfo.InvariantCulture), RenderedAgent.Text(port, "port"));
        Assert.All(selected, label => Assert.Equal(label.Value, agent.Labels[label.Key]));
        Assert.Equal("ClusterIP", RenderedAgent.Text(service["spec"], "type"));
        Assert.DoesNotContain(
            agent.Objects.Where(item => RenderedAgent.Text(item, "kind") == "DaemonSet").Select(item => Selector(item["spec"]["template"]["metadata"]["labels"])),
            labels => selected.All(labels.Contains));
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task It_may_read_what_it_needs_and_never_a_secret(string overlay, string component, string name)
    {
        var agent = await RenderAsync(overlay, component, name);
        var account = RenderedAgent.Text(agent.Pod, "serviceAccountName");
        var bound = agent.OfKind("ClusterRoleBinding")
            .Where(binding => RenderedAgent.Items(binding, "subjects").Any(subject => RenderedAgent.Text(subject, "name") == account))
            .Select(binding => RenderedAgent.Text(binding["roleRef"], "name")).ToHashSet();
        var roles = agent.OfKind("ClusterRole").Where(role => bound.Contains(RenderedAgent.Text(role["metadata"], "name"))).ToList();
        var rights = (
            from role in roles
            from rule in RenderedAgent.Items(role, "rules")
            from resource in RenderedAgent.Items(rule, "resources")
            from verb in RenderedAgent.Items(rule, "verbs")
            select $"{RenderedAgent.Scalar(verb)} {RenderedAgent.Scalar(resource)}").Order(StringComparer.Ordinal).ToList();
        string[] expected =
        [
            .. name == "windsock" ? new[] { "create events" } : [],
            "list customresourcedefinitions", "list leases", "list namespaces", "list pods", "list serviceaccounts",
            "watch customresourcedefinitions", "watch leases", "watch namespaces", "watch pods", "watch serviceaccounts",
        ];

        Assert.Equal(bound.Count, roles.Count);
        Assert.Equal(expected, rights);

        // The types of Crossplane are somebody's own: a role that is made of others by their label.
        var aggregated = Assert.Single(roles, role => RenderedAgent.Has(role, "aggregationRule"));
        Assert.Equal("true", RenderedAgent.Text(RenderedAgent.Items(aggregated["aggregationRule"], "clusterRoleSelectors").Single()["matchLabels"], "windsock/aggregate-to-platform"));
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_lets_senders_in_and_nothing_more_out(string overlay, string component, string name, string policies)
    {
        var agent = new RenderedAgent(await Kustomize.RenderAsync(overlay, [.. Parts(component), policies]), name);
        var (ingress, egress) = ComponentTests.OpenPorts(agent);

        Assert.Equal([9465, AuditPort], ingress);
        Assert.Equal([.. new[] { 53, 443, 6443, 9093 }.Concat(name == "windsock" ? [4245] : []).Order()], egress);

        // The agents of the nodes do not listen for senders.
        if (name == RenderedAgent.Platform)
        {
            Assert.Equal([9465], ComponentTests.OpenPorts(new RenderedAgent(agent.Objects)).Ingress);
        }
    }

    [Fact]
    public async Task A_pod_monitor_scrapes_both_and_counts_tries_once()
    {
        var objects = await Kustomize.RenderAsync("overlays/audit", "components/pod-monitor");
        var monitor = objects.Single(item => RenderedAgent.Text(item, "kind") == "PodMonitor");
        var selector = Selector(monitor["spec"]["selector"]["matchLabels"]);
        var left = Assert.Single(RenderedAgent.Items(RenderedAgent.Items(monitor["spec"], "podMetricsEndpoints").Single(), "metricRelabelings"));
        var pattern = new Regex($"^(?:{RenderedAgent.Text(left, "regex")})$");

        Assert.All([new RenderedAgent(objects), new RenderedAgent(objects, RenderedAgent.Platform)], agent =>
        {
            Assert.All(selector, label => Assert.Equal(label.Value, agent.Labels[label.Key]));
            Assert.False(RenderedAgent.Has(agent.Workload["spec"]["template"]["metadata"], "annotations"));
        });
        Assert.Equal(["__name__", "pod"], RenderedAgent.Items(left, "sourceLabels").Select(RenderedAgent.Scalar));
        Assert.Matches(pattern, "windsock_task_tries_total;windsock-platform-5d9c7b-x2x8k");
        Assert.Matches(pattern, "windsock_task_try_failures_total;windsock-platform-5d9c7b-x2x8k");
        Assert.DoesNotMatch(pattern, "windsock_task_tries_total;windsock-x7k2p");
        Assert.DoesNotMatch(pattern, "windsock_platform_actions_total;windsock-platform-5d9c7b-x2x8k");
    }

    [Fact]
    public async Task Alone_it_brings_nothing_that_another_overlay_has()
    {
        var beside = new RenderedAgent(await Kustomize.RenderTextAsync("""
            resources:
              - ../windsock/deploy/daemonset/overlays/istio
              - ../windsock/deploy/daemonset/overlays/audit/platform
            """), RenderedAgent.Platform);

        Assert.Equal("Deployment", RenderedAgent.Text(beside.Workload, "kind"));
        Assert.Single(beside.OfKind("DaemonSet"));
    }

    [Fact]
    public async Task The_kustomizations_of_the_guide_give_what_was_edited()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "guides", "platform.md"), TestContext.Current.CancellationToken);
        var samples = Regex.Matches(page, "```yaml\n(apiVersion: kustomize.+?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();

        Assert.Equal(2, samples.Count);
        var fixedAddress = (await Kustomize.RenderTextAsync(samples[0])).Single(item => RenderedAgent.Text(item, "kind") == "Service");
        Assert.Matches(@"^\d+\.\d+\.\d+\.\d+$", RenderedAgent.Text(fixedAddress["spec"], "clusterIP"));
        Assert.Contains($"IP:{RenderedAgent.Text(fixedAddress["spec"], "clusterIP")}", page, StringComparison.Ordinal);
        var forgetful = new RenderedAgent(await Kustomize.RenderTextAsync(samples[1]), RenderedAgent.Platform);
        var trail = RenderedAgent.Items(forgetful.Pod, "volumes").Single(volume => RenderedAgent.Text(volume, "name") == "audit-trail");
        Assert.True(RenderedAgent.Has(trail, "emptyDir"));
        Assert.False(RenderedAgent.Has(trail, "persistentVolumeClaim"));

        // The label by which the role of the example is found is the one that is looked for.
        var role = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy", "daemonset", "components", "audit", "rbac.yaml"), TestContext.Current.CancellationToken);
        Assert.Contains("windsock/aggregate-to-platform: \"true\"", page, StringComparison.Ordinal);
        Assert.Contains("windsock/aggregate-to-platform: \"true\"", role, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task Its_settings_are_accepted(string overlay, string component, string name)
    {
        var agent = await RenderAsync(overlay, component, name);

        Assert.Equal(KubernetesScope.Cluster, agent.Configuration.Get<KubernetesOptions>().Scope);
        Assert.All(agent.Configuration.Warnings, warning => Assert.Contains(": there is no file /etc/windsock-", warning, StringComparison.Ordinal));
    }

    private static async Task<RenderedAgent> RenderAsync(string overlay, string component, string name) => new(await Kustomize.RenderAsync(overlay, Parts(component)), name);

    private static string[] Parts(string component) => component.Length == 0 ? [] : [component];

    private static Dictionary<string, string> Selector(YamlNode labels) => ((YamlMappingNode)labels).ToDictionary(label => RenderedAgent.Scalar(label.Key), label => RenderedAgent.Scalar(label.Value));
}
