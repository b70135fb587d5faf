using FsCheck;
using FsCheck.Fluent;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Sections;
using Windsock.Exporter.Prometheus;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Hubble;

namespace Windsock.Agent.Tests.Configuration;

public sealed class ConfigurationLoaderTests
{
    private static readonly Dictionary<string, string> SomeNode = new() { ["NODE_NAME"] = "worker-1" };

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("node:\nhttp: {}\n")]
    public void An_empty_file_gives_the_defaults(string text)
    {
        var configuration = Good(text, SomeNode);

        Assert.Equal("0.0.0.0:9465", configuration.Get<HttpOptions>().Listen);
        Assert.Equal("unix:///var/run/cilium/hubble.sock", configuration.Get<HubbleOptions>().Address);
        Assert.False(configuration.Get<HubbleOptions>().Tls.IsEnabled);
        Assert.Equal(["*"], configuration.Get<AirflowSection>().Namespaces);
        Assert.Equal(TimeSpan.FromSeconds(3), configuration.Get<AirflowSection>().WaitRoom);
        Assert.Equal(KubernetesScope.Node, configuration.Get<KubernetesOptions>().Scope);
    }

    [Fact]
    public void Values_of_every_kind_are_read()
    {
        var configuration = Good(
            """
            node: { logFormat: json, queueCapacity: 8 }
            hubble: { messageLimitBytes: 2MiB, tls: { caFile: "/ca", serverName: 'x' } }
            kubernetes: { scope: off }
            airflow: { namespaces: [a, "b"], waitRoom: 1.5s }
            metrics: { seriesTtl: 1h30m }
            """,
            SomeNode);

        Assert.Equal(LogFormat.Json, configuration.Get<NodeOptions>().LogFormat);
        Assert.Equal(8, configuration.Get<NodeOptions>().QueueCapacity);
        Assert.Equal(2 << 20, configuration.Get<HubbleOptions>().MessageLimitBytes);
        Assert.Equal("/ca", configuration.Get<HubbleOptions>().Tls.CaFile);
        Assert.Equal(KubernetesScope.Off, configuration.Get<KubernetesOptions>().Scope);
        Assert.Equal(["a", "b"], configuration.Get<AirflowSection>().Namespaces);
        Assert.Equal(TimeSpan.FromSeconds(1.5), configuration.Get<AirflowSection>().WaitRoom);
        Assert.Equal(TimeSpan.FromMinutes(90), configuration.Get<PrometheusOptions>().SeriesTtl);
    }

    [Theory]
    [InlineData("windsock", "windsock-x7k2p", "windsock/windsock-x7k2p")]
    [InlineData("windsock", "", "")]
    [InlineData("", "windsock-x7k2p", "")]
    public void The_name_of_the_own_pod_comes_from_the_variables_of_the_manifests(string space, string name, string pod)
    {
        var environment = new Dictionary<string, string>(SomeNode) { ["POD_NAMESPACE"] = space, ["POD_NAME"] = name };

        Assert.Equal(pod, Good("", environment).Get<NodeOptions>().Pod);
    }

    [Theory]
    [InlineData("windsock")]
    [InlineData("windsock/")]
    [InlineData("a/b/c")]
    public void A_pod_that_is_not_a_namespace_and_a_name_is_an_error(string pod)
    {
        var outcome = new ConfigurationLoader(AgentSections.Schema).LoadText("windsock.yaml", $"node: {{ pod: {pod} }}", SomeNode);

        Assert.Equal(["node.pod"], outcome.Errors.Select(error => error.Path));
    }

    [Fact]
    public void The_environment_overrides_the_file_and_case_does_not_count()
    {
        var environment = new Dictionary<string, string>(SomeNode)
        {
            ["windsock__Http__LISTEN"] = "127.0.0.1:1",
            ["WINDSOCK__AIRFLOW__NAMESPACES"] = "a, b",
            ["WINDSOCK__HUBBLE__TLS__SERVERNAME"] = "x",
            ["WINDSOCK_PORT_9465_TCP"] = "set by Kubernetes for a service named windsock",
        };

        var configuration = Good("http: { listen: '0.0.0.0:2' }", environment);

        Assert.Equal("127.0.0.1:1", configuration.Get<HttpOptions>().Listen);
        Assert.Equal(["a", "b"], configuration.Get<AirflowSection>().Namespaces);
        Assert.Equal("x", configuration.Get<HubbleOptions>().Tls.ServerName);
    }

    [Fact]
    public void An_override_replaces_a_wrong_value_of_the_file()
    {
        var environment = new Dictionary<string, string>(SomeNode) { ["WINDSOCK__NODE__QUEUECAPACITY"] = "5" };

        Assert.Equal(5, Good("node: { queueCapacity: many }", environment).Get<NodeOptions>().QueueCapacity);
    }

    [Fact]
    public void The_node_name_comes_from_the_file_then_the_environment_then_the_host()
    {
        Assert.Equal("a", Good("node: { name: a }", SomeNode).Get<NodeOptions>().Name);
        Assert.Equal("worker-1", Good("node: { name: '' }", SomeNode).Get<NodeOptions>().Name);
        Assert.Equal(Environment.MachineName, Good("", []).Get<NodeOptions>().Name);
    }

    [Fact]
    public void Every_value_says_where_it_came_from()
    {
        var environment = new Dictionary<string, string>(SomeNode) { ["WINDSOCK__KUBERNETES__SCOPE"] = "cluster" };
        var configuration = Good("http:\n  listen: '127.0.0.1:0'\nhubble:\n  tls:\n    caFile: /no/such/ca.crt\n", environment);

        Golden.Matches("Configuration/Golden/summary.txt", ConfigurationText.Summary("windsock.yaml", configuration));
        Golden.Matches("Configuration/Golden/summary.json", ConfigurationText.Json(ConfigurationOutcome.Good(configuration)));
    }

    [Fact]
    public void Believing_labels_everywhere_is_a_warning()
    {
        Assert.Contains("airflow.namespaces", Assert.Single(Good("", SomeNode).Warnings), StringComparison.Ordinal);
        Assert.Empty(Good("airflow: { namespaces: [airflow] }", SomeNode).Warnings);
    }

    [Fact]
    public void Any_text_is_read_or_refused_with_a_place_and_never_fails_otherwise()
    {
        var good = ConfigurationReference.Example;
        var pieces = new[] { "{", "}", "[", "]", ":", "- ", "\n", "\t", "\"", "'", "|", ">", "&a", "*a", "!!", "%", "---", "?", "\0", "\uFEFF", "#", "  ", "~", "<<: " };
        var edits = Gen.Choose(0, good.Length - 1).SelectMany(at => Gen.Elements(pieces).SelectMany(piece => Gen.Choose(0, 3).Select(cut => (at, piece, cut))));

        Prop.ForAll(edits.ListOf().Resize(6).ToArbitrary(), list =>
        {
            var text = good;
            foreach (var (at, piece, cut) in list)
            {
                var from = Math.Min(at, text.Length);
                text = text[..from] + piece + text[Math.Min(text.Length, from + cut)..];
            }

            var outcome = new ConfigurationLoader(AgentSections.Schema).LoadText("x.yaml", text, SomeNode);
            return outcome.Configuration is not null || outcome.Errors.All(error => error.ToString().StartsWith("x.yaml", StringComparison.Ordinal) && error.Message.Length > 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_options_class_with_every_kind_of_property_binds_without_knowing_the_binder()
    {
        var schema = ConfigurationSchema.Empty.Add<EveryKindOptions>("every", "x");
        var outcome = new ConfigurationLoader(schema).LoadText(
            "x.yaml",
            "every: { whole: 3, maybe: 4, ratio: 0.5, flag: true, day: [monday, sunday], texts: [a], waits: [1s, 2s], readOnly: { limitBytes: 1KiB }, many: [{ limitBytes: 1 }, { limitBytes: 2 }] }",
            new Dictionary<string, string>());

        var options = outcome.Configuration!.Get<EveryKindOptions>();
        Assert.Equal(3L, options.Whole);
        Assert.Equal(4, options.Maybe);
        Assert.Equal(0.5, options.Ratio);
        Assert.True(options.Flag);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Sunday], options.Day);
        Assert.Equal(["a"], options.Texts);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], options.Waits);
        Assert.Equal(1024, options.ReadOnly.LimitBytes);
        Assert.Equal([1, 2], options.Many.Select(item => item.LimitBytes));
    }

    [Fact]
    public void A_property_without_a_setter_is_no_key()
    {
        var outcome = new ConfigurationLoader(ConfigurationSchema.Empty.Add<EveryKindOptions>("every", "x"))
            .LoadText("x.yaml", "every: { isComputed: true, rest: someday }", new Dictionary<string, string>());

        Assert.Equal(["every.isComputed", "every.rest"], outcome.Errors.Select(error => error.Path));
    }

    private static LoadedConfiguration Good(string text, Dictionary<string, string> environment)
    {
        var outcome = new ConfigurationLoader(AgentSections.Schema).LoadText("windsock.yaml", text, environment);
        Assert.Empty(outcome.Errors);
        return outcome.Configuration!;
    }
}
