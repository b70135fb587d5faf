using Windsock.Agent.Simulation.Demo;

namespace Windsock.Agent.Tests.Simulation;

public sealed class DemoVerbTests
{
    [Fact]
    public async Task An_agent_that_ends_by_itself_ends_the_demo_with_a_reason()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var verb = new DemoVerb((_, _) => Task.FromResult(2), output, error, TimeProvider.System);

        var code = await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1" }, TestContext.Current.CancellationToken);

        Assert.Equal(DemoVerb.Failed, code);
        Assert.Contains("the agent ended by itself", error.ToString());
        Assert.Contains("exit code 2", error.ToString());
    }

    [Fact]
    public async Task The_agents_configuration_names_the_sockets_and_the_namespaces()
    {
        var config = "";
        var verb = new DemoVerb(
            async (path, stop) =>
            {
                config = await File.ReadAllTextAsync(path, stop);
                return 0;
            },
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System);

        await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1" }, TestContext.Current.CancellationToken);

        Assert.Matches("address: \"unix:///.*agent.sock\"", config);
        Assert.Contains("listen: \"127.0.0.1:1\"", config);
        Assert.Contains("namespaces: [\"airflow\", \"airflow-jobs\"]", config);
        Assert.Contains("name: \"worker-1\"", config);
        Assert.Matches("istio:\\s+receiver:\\s+listen: \"127.0.0.1:[0-9]+\"\\s+accessLog:\\s+enabled: true\\s+verifySender: false", config);
    }

    [Fact]
    public async Task The_agents_configuration_sends_signed_alerts_to_a_receiver_on_this_machine()
    {
        var (config, key) = ("", "");
        var verb = new DemoVerb(
            async (path, stop) =>
            {
                config = await File.ReadAllTextAsync(path, stop);
                key = await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, "webhook.key"), stop);
                return 0;
            },
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System);

        await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1" }, TestContext.Current.CancellationToken);

        Assert.Matches("^[0-9a-f]{64}\\n$", key);
        Assert.Matches("stateDirectory: \".*/windsock-demo-.*/state\"", config);
        Assert.Matches("webhooks:\\s+- name: demo\\s+url: \"http://127.0.0.1:[0-9]+/alerts\"\\s+hmacKeyFile: \".*webhook.key\"", config);
        Assert.DoesNotContain(key.Trim(), config);
    }

    [Fact]
    public async Task Without_the_mesh_the_agent_is_to_have_no_receiver()
    {
        var config = "";
        var verb = new DemoVerb(
            async (path, stop) =>
            {
                config = await File.ReadAllTextAsync(path, stop);
                return 0;
            },
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System);

        await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1", Mesh = MeshMode.Off }, TestContext.Current.CancellationToken);

        Assert.Contains("airflow:", config);
        Assert.DoesNotContain("istio", config);
    }

    [Fact]
    public async Task With_the_platform_the_agent_is_to_have_a_port_for_those_who_tell_of_it()
    {
        var (config, files) = ("", new List<string>());
        var verb = new DemoVerb(
            async (path, stop) =>
            {
                config = await File.ReadAllTextAsync(path, stop);
                foreach (var name in new[] { "audit-ca.crt", "audit.crt", "audit.key", "pubsub-keys.json" })
                {
                    files.Add(await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(path)!, name), stop));
                }

                return 0;
            },
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System);

        await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1", Platform = PlatformMode.On }, TestContext.Current.CancellationToken);

        Assert.Matches("audit:\\s+enabled: true\\s+listen: \"127.0.0.1:[0-9]+\"\\s+tls:\\s+certFile: \".*audit.crt\"\\s+keyFile: \".*audit.key\"\\s+clientCaFile: \".*audit-ca.crt\"", config);
        Assert.Matches("pubsub:\\s+enabled: true\\s+audience: \"windsock-demo\"\\s+emails: \\[\"pusher@demo-project.iam.gserviceaccount.com\"\\]", config);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", files[0], StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", files[1], StringComparison.Ordinal);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", files[2], StringComparison.Ordinal);
        Assert.Contains("\"kid\":\"demo-1\"", files[3]);
    }

    [Fact]
    public async Task Without_the_platform_the_agent_is_to_have_no_such_port()
    {
        var config = "";
        var verb = new DemoVerb(
            async (path, stop) =>
            {
                config = await File.ReadAllTextAsync(path, stop);
                return 0;
            },
            TextWriter.Null,
            TextWriter.Null,
            TimeProvider.System);

        await verb.RunAsync(new DemoSettings(TimeSpan.FromSeconds(1), 1) { Listen = "127.0.0.1:1", Platform = PlatformMode.Off }, TestContext.Current.CancellationToken);

        Assert.Contains("airflow:", config);
        Assert.DoesNotContain("audit:", config);
    }
}
