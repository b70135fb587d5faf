using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Sections;
using Windsock.FlowCollector.CallReceivers;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Tests.Configuration;

/// <summary>Four files have to agree for a proxy to find the agent of its node, and Istio says nothing when they do not.</summary>
public sealed class IstioManifestTests
{
    private static readonly YamlMappingNode Provider = (YamlMappingNode)Load("istio", "mesh-config.yaml")["meshConfig"]["extensionProviders"][0];
    private static readonly YamlMappingNode Service = Load("daemonset", "overlays", "istio", "service.yaml");
    private static readonly YamlMappingNode Container = (YamlMappingNode)Load("daemonset", "overlays", "istio", "daemonset.yaml")["spec"]["template"]["spec"]["containers"][0];

    [Fact]
    public void The_provider_names_the_service_the_service_names_the_port_and_the_agent_listens_there()
    {
        var port = Service["spec"]["ports"][0];
        var listen = new ReceiverOptions().Listen;

        Assert.Equal($"{Text(Service["metadata"]["name"])}.{Text(Service["metadata"]["namespace"])}.svc.cluster.local", Text(Provider["envoyHttpAls"]["service"]));
        Assert.Equal(Text(port["port"]), Text(Provider["envoyHttpAls"]["port"]));
        Assert.Equal(Text(port["targetPort"]), Text(Container["ports"][0]["name"]));
        Assert.Equal(listen[(listen.LastIndexOf(':') + 1)..], Text(Container["ports"][0]["containerPort"]));
    }

    [Fact]
    public void The_port_says_that_it_speaks_gRPC_and_only_the_agent_of_the_node_answers()
    {
        Assert.StartsWith("grpc-", Text(Service["spec"]["ports"][0]["name"]), StringComparison.Ordinal);
        Assert.Equal("Local", Text(Service["spec"]["internalTrafficPolicy"]));
    }

    [Fact]
    public void The_agent_takes_the_log_that_the_provider_writes_and_Telemetry_turns_on()
    {
        var environment = ((YamlSequenceNode)Container["env"]).ToDictionary(entry => Text(entry["name"]), entry => Text(entry["value"]));
        environment["NODE_NAME"] = "worker-1";
        var file = Path.Combine(Repository.Root, "deploy", "daemonset", "base", "windsock.yaml");
        var outcome = new ConfigurationLoader(AgentSections.Schema).Load(file, environment);

        Assert.Empty(outcome.Errors);
        var istio = outcome.Configuration!.Get<IstioSection>();
        Assert.True(istio.AccessLog is { Enabled: true, VerifySender: true });
        Assert.Equal([Text(Provider["envoyHttpAls"]["logName"])], istio.AccessLog.LogNames);
        Assert.Equal(Text(Provider["name"]), Text(Load("istio", "telemetry.yaml")["spec"]["accessLogging"][0]["providers"][0]["name"]));
    }

    private static YamlMappingNode Load(params ReadOnlySpan<string> path)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(Path.Combine([Repository.Root, "deploy", .. path]));
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
