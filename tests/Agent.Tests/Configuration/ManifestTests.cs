using Windsock.Agent.Configuration;
using Windsock.FlowCollector.Hubble;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Configuration;

public sealed class ManifestTests
{
    [Fact]
    public void The_settings_that_the_manifests_ship_are_valid_with_the_overrides_of_each_overlay()
    {
        var file = Path.Combine(Repository.Root, "deploy", "daemonset", "base", "windsock.yaml");
        var daemonSet = new Dictionary<string, string>
        {
            ["NODE_NAME"] = "worker-1",
            ["WINDSOCK__HUBBLE__ADDRESS"] = "10.0.0.7:4244",
            ["WINDSOCK__HUBBLE__TLS__SERVERNAME"] = "node.default.hubble-grpc.cilium.io",
        };
        var localSocket = new Dictionary<string, string>
        {
            ["NODE_NAME"] = "worker-1",
            ["WINDSOCK__HUBBLE__ADDRESS"] = "unix:///var/run/cilium/hubble.sock",
            ["WINDSOCK__HUBBLE__TLS__SERVERNAME"] = "",
            ["WINDSOCK__HUBBLE__TLS__CAFILE"] = "",
            ["WINDSOCK__HUBBLE__TLS__CERTFILE"] = "",
            ["WINDSOCK__HUBBLE__TLS__KEYFILE"] = "",
        };

        Assert.True(Load(file, daemonSet).Get<HubbleOptions>().Tls.IsEnabled);
        Assert.False(Load(file, localSocket).Get<HubbleOptions>().Tls.IsEnabled);
    }

    private static LoadedConfiguration Load(string file, Dictionary<string, string> environment)
    {
        var outcome = new ConfigurationLoader(AgentSections.Schema).Load(file, environment);
        Assert.Empty(outcome.Errors);
        return outcome.Configuration!;
    }
}
