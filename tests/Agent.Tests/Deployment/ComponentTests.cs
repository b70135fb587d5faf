using System.Globalization;
using Windsock.Agent.Configuration.Sections;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>The components of deploy/daemonset fit every overlay, and the policies open what its agent needs and nothing else.</summary>
public sealed class ComponentTests
{
    public static TheoryData<string> Overlays { get; } = [.. Kustomize.Overlays];

    public static TheoryData<string, string> Policies { get; } = new(
        from overlay in Kustomize.Overlays
        from component in new[] { "components/network-policy", "components/cilium-network-policy" }
        select (overlay, component));

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_lets_the_agent_reach_what_its_overlay_needs(string overlay, string component)
    {
        var agent = await RenderedAgent.OfAsync(overlay, component);
        var (ingress, egress) = OpenPorts(agent);

        // A policy speaks of the port of a pod, not of the Service before it.
        int[] hubble = agent.Configuration.Get<HubbleOptions>().Address.Split(':')[^1] switch
        {
            "4244" => [4244],
            "443" or "80" => [4245],
            _ => [],
        };
        int[] counters = agent.Configuration.Get<IstioSection>().Metrics.Enabled ? [new MeshMetricsOptions().Port] : [];
        Assert.Equal(agent.Ports.Values.Order(), ingress);
        Assert.Equal([.. new[] { 53, 443, 6443, 9093 }.Concat(hubble).Concat(counters).Order()], egress);
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_speaks_of_the_agent_alone_and_opens_no_port_that_it_does_not_name(string overlay, string component)
    {
        var agent = await RenderedAgent.OfAsync(overlay, component);

        Assert.NotEmpty(PoliciesOf(agent));
        Assert.All(PoliciesOf(agent), policy =>
        {
            Assert.Contains(Selector(policy), label => label is { Key: "app.kubernetes.io/name" or "app.kubernetes.io/part-of", Value: "windsock" });
            Assert.Equal("windsock", RenderedAgent.Text(policy["metadata"], "namespace"));
            Assert.All(RulesOf(policy, "ingress").Concat(RulesOf(policy, "egress")), rule => Assert.NotEmpty(PortsOf(rule)));
        });
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_pod_monitor_scrapes_the_port_of_the_pods_once_and_keeps_the_namespaces_of_tasks(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay, "components/pod-monitor");
        var monitor = agent.Objects.Single(item => RenderedAgent.Text(item, "kind") == "PodMonitor");
        var endpoint = Assert.Single(RenderedAgent.Items(monitor["spec"], "podMetricsEndpoints"));

        Assert.Contains(RenderedAgent.Text(endpoint, "port"), agent.Ports.Keys);
        Assert.Equal("true", RenderedAgent.Text(endpoint, "honorLabels"));
        Assert.All((YamlMappingNode)monitor["spec"]["selector"]["matchLabels"], label => Assert.Equal(RenderedAgent.Scalar(label.Value), agent.Labels[RenderedAgent.Scalar(label.Key)]));
        Assert.False(RenderedAgent.Has(agent.Workload["spec"]["template"]["metadata"], "annotations"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_shared_volume_takes_the_place_of_the_state_that_goes_with_the_pod(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay, "components/state-shared-volume");
        var name = RenderedAgent.Text(agent.Mounts[agent.Configuration.Get<NodeOptions>().StateDirectory], "name");
        var volume = RenderedAgent.Items(agent.Pod, "volumes").Single(volume => RenderedAgent.Text(volume, "name") == name);

        var claim = agent.OfKind("PersistentVolumeClaim").Single(item => RenderedAgent.Text(item["metadata"], "name") == RenderedAgent.Text(volume["persistentVolumeClaim"], "claimName"));
        Assert.False(RenderedAgent.Has(volume, "emptyDir"));
        Assert.Equal(["ReadWriteMany"], RenderedAgent.Items(claim["spec"], "accessModes").Select(RenderedAgent.Scalar));
    }

    internal static IEnumerable<YamlMappingNode> PoliciesOf(RenderedAgent agent) =>
        agent.Objects.Where(item => RenderedAgent.Text(item, "kind").EndsWith("NetworkPolicy", StringComparison.Ordinal));

    private static Dictionary<string, string> Selector(YamlMappingNode policy) =>
        ((YamlMappingNode)policy["spec"][RenderedAgent.Has(policy["spec"], "podSelector") ? "podSelector" : "endpointSelector"]["matchLabels"])
            .ToDictionary(label => RenderedAgent.Scalar(label.Key), label => RenderedAgent.Scalar(label.Value));

    /// <summary>What the policies that select the agent's pods open together.</summary>
    internal static (List<int> Ingress, List<int> Egress) OpenPorts(RenderedAgent agent)
    {
        var policies = PoliciesOf(agent).Where(policy => Selector(policy).All(label => agent.Labels.GetValueOrDefault(label.Key) == label.Value)).ToList();
        return (Of("ingress"), Of("egress"));

        List<int> Of(string direction) =>
            [.. policies.SelectMany(policy => RulesOf(policy, direction)).SelectMany(PortsOf).Distinct().Order()];
    }

    private static IReadOnlyList<YamlNode> RulesOf(YamlMappingNode policy, string direction) => RenderedAgent.Items(policy["spec"], direction);

    private static IEnumerable<int> PortsOf(YamlNode rule) =>
        RenderedAgent.Items(rule, "ports").Concat(RenderedAgent.Items(rule, "toPorts").SelectMany(group => RenderedAgent.Items(group, "ports")))
            .Select(port => int.Parse(RenderedAgent.Text(port, "port"), CultureInfo.InvariantCulture));
}
