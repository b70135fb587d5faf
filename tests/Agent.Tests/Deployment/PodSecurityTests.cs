using System.Text.RegularExpressions;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>The pods keep to the restricted Pod Security Standard. The one exception is the overlay that reads root's socket, and it goes
/// no further than that needs.</summary>
public sealed class PodSecurityTests
{
    private const string Exception = "overlays/local-socket";

    // What the restricted standard allows a volume to be.
    private static readonly string[] AllowedVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

    public static TheoryData<string> Overlays { get; } = [.. Kustomize.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_container_can_change_nothing_and_become_nobody_else(string overlay)
    {
        var security = (await RenderedAgent.OfAsync(overlay)).Container["securityContext"];

        Assert.Equal(("false", "true"), (RenderedAgent.Text(security, "allowPrivilegeEscalation"), RenderedAgent.Text(security, "readOnlyRootFilesystem")));
        Assert.Equal(["ALL"], RenderedAgent.Items(security["capabilities"], "drop").Select(RenderedAgent.Scalar));
        Assert.False(RenderedAgent.Has(security["capabilities"], "add"));
        Assert.False(RenderedAgent.Has(security, "privileged"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task It_shares_no_network_processes_or_ports_with_the_node(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);

        Assert.All(["hostNetwork", "hostPID", "hostIPC"], key => Assert.False(RenderedAgent.Has(agent.Pod, key)));
        Assert.All(RenderedAgent.Items(agent.Container, "ports"), port => Assert.False(RenderedAgent.Has(port, "hostPort")));
        Assert.Equal("RuntimeDefault", RenderedAgent.Text(agent.Pod["securityContext"]["seccompProfile"], "type"));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task It_runs_as_the_user_of_the_image_and_only_the_socket_needs_root(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var security = agent.Pod["securityContext"];
        var user = Regex.Match(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Dockerfile"), TestContext.Current.CancellationToken), @"^USER (\d+):(\d+)", RegexOptions.Multiline);

        Assert.Equal(
            overlay == Exception ? ("false", "0", "0") : ("true", user.Groups[1].Value, user.Groups[2].Value),
            (RenderedAgent.Text(security, "runAsNonRoot"), RenderedAgent.Text(security, "runAsUser"), RenderedAgent.Text(security, "runAsGroup")));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Of_the_host_it_sees_nothing_but_the_folder_of_the_socket(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay, "components/state-shared-volume");
        var volumes = RenderedAgent.Items(agent.Pod, "volumes");
        var ofHost = volumes.Where(volume => RenderedAgent.Has(volume, "hostPath")).ToList();

        Assert.Equal(overlay == Exception ? ["/var/run/cilium"] : [], ofHost.Select(volume => RenderedAgent.Text(volume["hostPath"], "path")));
        Assert.All(ofHost, volume => Assert.Equal("true", RenderedAgent.Text(agent.Mounts.Values.Single(mount => RenderedAgent.Text(mount, "name") == RenderedAgent.Text(volume, "name")), "readOnly")));
        Assert.All(volumes.Except(ofHost), volume => Assert.Contains(((YamlMappingNode)volume).Children.Keys.Select(RenderedAgent.Scalar).Single(key => key != "name"), AllowedVolumes));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task The_namespace_admits_what_the_pods_need_and_no_more(string overlay)
    {
        var agent = await RenderedAgent.OfAsync(overlay);
        var labels = agent.Objects.Single(item => RenderedAgent.Text(item, "kind") == "Namespace")["metadata"]["labels"];

        Assert.Equal(overlay == Exception ? "privileged" : "restricted", RenderedAgent.Text(labels, "pod-security.kubernetes.io/enforce"));
    }
}
