using System.Globalization;
using System.Text.RegularExpressions;
using Windsock.Agent.Configuration.Sections;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>What deploy/daemonset installs is what the code expects to find: settings, ports, pages and folders.</summary>
public sealed class OverlayTests
{
    public static TheoryData<string> Overlays { get; } = [.. Kustomize.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Its_settings_are_accepted_and_say_where_Hubble_is(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);

        var hubble = agent.Configuration.Get<HubbleOptions>();
        var (address, isEncrypted) = overlay switch
        {
            "overlays/local-socket" => ("unix:///var/run/cilium/hubble.sock", false),
            "overlays/relay" => ("hubble-relay.kube-system.svc:443", true),
            "overlays/relay-plaintext" => ("hubble-relay.kube-system.svc:80", false),
            _ => ("192.0.2.7:4244", true),
        };
        Assert.Equal((address, isEncrypted), (hubble.Address, hubble.Tls.IsEnabled));
        Assert.Equal(IsOneForAll(overlay) ? KubernetesScope.Cluster : KubernetesScope.Node, agent.Configuration.Get<KubernetesOptions>().Scope);
        Assert.Equal(IsOneForAll(overlay) ? "cluster" : "worker-1", agent.Configuration.Get<NodeOptions>().Name);
        Assert.Equal("windsock/windsock-x7k2p", agent.Configuration.Get<NodeOptions>().Pod);

        // The machine of the tests has none of the agent's files.
        Assert.All(agent.Configuration.Warnings, warning => Assert.Contains(": there is no file /etc/windsock-hubble/", warning, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Variables_that_name_others_come_after_them(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);

        Assert.DoesNotContain(agent.Environment, variable => variable.Value.Contains("$(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task It_asks_the_agent_for_pages_that_exist_on_the_port_it_listens_on(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var pages = Regex.Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "reference", "api.md"), TestContext.Current.CancellationToken), @"^\| `(/\S+)` \|", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value).ToList();
        var annotations = agent.Workload["spec"]["template"]["metadata"]["annotations"];

        Assert.Equal(PortOf(agent.Configuration.Get<HttpOptions>().Listen), agent.Ports["http"]);
        foreach (var probe in new[] { "startupProbe", "livenessProbe", "readinessProbe" })
        {
            Assert.Equal("http", RenderedAgent.Text(agent.Container[probe]["httpGet"], "port"));
            Assert.Contains(RenderedAgent.Text(agent.Container[probe]["httpGet"], "path"), pages);
        }

        Assert.Contains(RenderedAgent.Text(annotations, "prometheus.io/path"), pages);
        Assert.Equal(agent.Ports["http"].ToString(CultureInfo.InvariantCulture), RenderedAgent.Text(annotations, "prometheus.io/port"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_port_for_calls_is_named_where_the_agent_opens_it_and_nowhere_else(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var istio = agent.Configuration.Get<IstioSection>();

        Assert.Equal(overlay == "overlays/istio", istio.AccessLog.Enabled);
        Assert.Equal(overlay == "overlays/ambient", istio.Metrics.Enabled);
        Assert.Equal(istio.AccessLog.Enabled ? ["grpc-calls", "http"] : ["http"], agent.Ports.Keys.Order());
        Assert.True(!istio.AccessLog.Enabled || agent.Ports["grpc-calls"] == PortOf(istio.Receiver.Listen));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Every_path_in_its_settings_is_mounted_and_every_mount_has_its_volume(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var paths = agent.Configuration.Values.Select(value => value.Text.Trim('"')).Select(text => text.StartsWith("unix://", StringComparison.Ordinal) ? text[7..] : text)
            .Where(text => text.StartsWith('/')).ToList();
        var state = agent.Configuration.Get<NodeOptions>().StateDirectory;
        var volumes = RenderedAgent.Items(agent.Pod, "volumes").Select(volume => RenderedAgent.Text(volume, "name")).ToList();

        Assert.Contains(state, paths);
        Assert.All(paths, path => Assert.Contains(agent.Mounts.Keys, mount => path == mount || path.StartsWith(mount + "/", StringComparison.Ordinal)));
        Assert.False(RenderedAgent.Has(agent.Mounts[state], "readOnly"));
        Assert.Equal(volumes.Order(), agent.Mounts.Values.Select(mount => RenderedAgent.Text(mount, "name")).Order());
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task It_starts_the_verb_run_with_the_file_of_the_config_map(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var map = agent.ConfigMap;
        var volume = RenderedAgent.Items(agent.Pod, "volumes").Single(volume => RenderedAgent.Has(volume, "configMap"));
        var mount = agent.Mounts.Single(mount => RenderedAgent.Text(mount.Value, "name") == RenderedAgent.Text(volume, "name")).Key;

        Assert.Equal(RenderedAgent.Text(map["metadata"], "name"), RenderedAgent.Text(volume["configMap"], "name"));
        Assert.Equal(["run", "--config", $"{mount}/windsock.yaml"], RenderedAgent.Items(agent.Container, "args").Select(RenderedAgent.Scalar));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_node_has_one_agent_whatever_its_taints_and_a_relay_has_one_at_a_time(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var spec = agent.Workload["spec"];

        if (IsOneForAll(overlay))
        {
            Assert.Equal(("Deployment", "1", "Recreate"), (RenderedAgent.Text(agent.Workload, "kind"), RenderedAgent.Text(spec, "replicas"), RenderedAgent.Text(spec["strategy"], "type")));
            Assert.Empty(RenderedAgent.Items(agent.Pod, "tolerations"));
            return;
        }

        var toleration = (YamlMappingNode)Assert.Single(RenderedAgent.Items(agent.Pod, "tolerations"));
        Assert.Equal(("DaemonSet", "RollingUpdate", "Exists"), (RenderedAgent.Text(agent.Workload, "kind"), RenderedAgent.Text(spec["updateStrategy"], "type"), RenderedAgent.Text(toleration, "operator")));
        Assert.Single(toleration.Children);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Its_priority_is_its_own_and_throws_nobody_out(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var priority = agent.Objects.Single(item => RenderedAgent.Text(item, "kind") == "PriorityClass");

        Assert.Equal(RenderedAgent.Text(agent.Pod, "priorityClassName"), RenderedAgent.Text(priority["metadata"], "name"));
        Assert.Equal("Never", RenderedAgent.Text(priority, "preemptionPolicy"));
        Assert.InRange(int.Parse(RenderedAgent.Text(priority, "value"), CultureInfo.InvariantCulture), 1, 1_000_000_000);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task It_is_given_the_time_to_stop_and_leaves_memory_beside_the_heap(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var percent = agent.Environment["DOTNET_GCHeapHardLimitPercent"];

        Assert.True(TimeSpan.FromSeconds(int.Parse(RenderedAgent.Text(agent.Pod, "terminationGracePeriodSeconds"), CultureInfo.InvariantCulture)) > agent.Configuration.Get<NodeOptions>().ShutdownBudget);

        // .NET reads this variable as hexadecimal with or without the prefix; with it, people do, too.
        Assert.StartsWith("0x", percent, StringComparison.Ordinal);
        Assert.InRange(Convert.ToInt32(percent, 16), 40, 75);
        Assert.True(RenderedAgent.Has(agent.Container["resources"]["limits"], "memory"));
        Assert.False(RenderedAgent.Has(agent.Container["resources"]["limits"], "cpu"));
    }

    internal static bool IsOneForAll(string overlay) => overlay.StartsWith("overlays/relay", StringComparison.Ordinal);

    internal static int PortOf(string listen) => int.Parse(listen[(listen.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
}
