using System.Text.RegularExpressions;
using Windsock.Agent.Configuration.Sections;
using Windsock.FlowCollector.Hubble;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Deployment;

/// <summary>What deploy/daemonset/README.md tells a reader to do.</summary>
public sealed class InstallationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "daemonset", "README.md"));

    [Fact]
    public async Task The_kustomization_that_it_shows_gives_an_agent_with_what_was_edited()
    {
        var text = Regex.Match(Page, "```yaml\n(.+?)```", RegexOptions.Singleline).Groups[1].Value;

        var agent = new RenderedAgent(await Kustomize.RenderTextAsync(text));

        Assert.Equal("registry.example.com/windsock:0.1.0", RenderedAgent.Text(agent.Container, "image"));
        Assert.Equal(["airflow", "airflow-staging"], agent.Configuration.Get<AirflowSection>().Namespaces);
        Assert.Equal("node.my-cluster.hubble-grpc.cilium.io", agent.Configuration.Get<HubbleOptions>().Tls.ServerName);
        Assert.Equal("192.0.2.7:4244", agent.Configuration.Get<HubbleOptions>().Address);
    }

    [Fact]
    public void It_names_every_overlay_and_component()
    {
        Assert.All(Kustomize.Overlays, overlay => Assert.Contains($"`{overlay}`", Page, StringComparison.Ordinal));
        Assert.All(Kustomize.Components, component => Assert.Contains($"| `{Path.GetFileName(component)}` |", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_links_lead_somewhere()
    {
        var links = Regex.Matches(Page, @"\]\(([^)#]+)\)").Select(match => match.Groups[1].Value).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(Path.Exists(Path.Combine(Repository.Root, "deploy", "daemonset", link)), link));
    }
}
