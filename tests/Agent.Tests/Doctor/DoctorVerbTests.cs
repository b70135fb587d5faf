using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Doctor;
using Windsock.Agent.Simulation.Receiver;
using Windsock.Agent.Tests.Simulation;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Tests.Web;
using Windsock.Agent.Web;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

/// <summary>The verb against real parts: the simulated node's Hubble and Kubernetes API, the agent's own pages, a receiver of alerts, and
/// Debian's Alertmanager.</summary>
public sealed class DoctorVerbTests : IAsyncLifetime
{
    /// <summary>Of each check: a busy machine is no failure.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private ServedSimulation _node = null!;
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await ServedSimulation.StartAsync();
        _node.World.PlayTo(TimeSpan.FromSeconds(20));
        _web = await AgentWeb.StartAsync(
            "127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), new KeptStories(SomeStories.All), KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_part_that_answers_is_looked_at()
    {
        var (code, states, _) = await RunAsync(Configuration(""));

        // The world of the simulation labels its pods so that identities explode.
        Assert.Equal(("ok", "ok", "ok", "ok", "warn"), (states["hubble/connection"], states["hubble/flows"], states["hubble/layer 7"], states["hubble/loss"], states["hubble/identities"]));
        Assert.Equal(("ok", "ok", "ok", "ok"), (states["kubernetes/connection"], states["kubernetes/rights"], states["kubernetes/clock"], states["airflow/pods"]));
        Assert.Equal(("ok", "warn", "skipped"), (states["agent/readiness"], states["agent/scrapes"], states["alerts/receivers"]));
        Assert.Equal(ExitCode.DoctorWarned, code);
    }

    [Fact]
    public async Task Where_nothing_answers_the_exit_code_says_failure()
    {
        await _web.DisposeAsync();
        await _node.DisposeAsync();

        var (code, states, _) = await RunAsync(Configuration(""));

        Assert.Equal(("fail", "fail", "fail"), (states["hubble/connection"], states["kubernetes/connection"], states["agent/running"]));
        Assert.Equal(("skipped", "skipped", "skipped"), (states["hubble/ring"], states["airflow/pods"], states["agent/scrapes"]));
        Assert.Equal(ExitCode.DoctorFailed, code);
        _node = await ServedSimulation.StartAsync();
    }

    [Fact]
    public async Task A_configuration_with_mistakes_is_not_started_with()
    {
        var file = _folder.Write("wrong.yaml", "hubble: { adress: x }\n");
        using var error = new StringWriter(CultureInfo.InvariantCulture);

        var code = await DoctorVerb.RunAsync(
            new DoctorArguments(file, null, Patience, false, OutputFormat.Table), ImmutableDictionary<string, string>.Empty, TimeProvider.System, new CliConsole(TextWriter.Null, error, false, 80), Stop);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("hubble.adress", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_alert_goes_the_way_of_alerts_and_says_what_it_is()
    {
        var inbox = new AlertInbox(new SignatureCheck("a-key-of-a-test"), TimeProvider.System);
        await using var receiver = await ReceiverHost.StartAsync(inbox);
        var alerts = $$"""
            alerts:
              webhooks:
                - { name: chat, url: "{{receiver.Address}}", hmacKeyFile: "{{_folder.Write("key", "a-key-of-a-test")}}" }
            """;

        // This receiver fails once on purpose.
        var (_, first, output) = await RunAsync(Configuration(alerts), sendsTestAlert: true);
        var (_, second, _) = await RunAsync(Configuration(alerts), sendsTestAlert: true);

        Assert.Equal(("ok", "fail", "ok"), (first["alerts/webhook_chat"], first["alerts/test alert, webhook_chat"], second["alerts/test alert, webhook_chat"]));
        Assert.Equal(2, inbox.Messages.Count);
        Assert.All(inbox.Messages, message => Assert.All(message.Members, member => Assert.Equal("doctor_test", member.Rule)));
        Assert.DoesNotContain("a-key-of-a-test", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_wish_for_a_test_alert_a_receiver_hears_nothing()
    {
        var inbox = new AlertInbox(new SignatureCheck("a-key-of-a-test"), TimeProvider.System);
        await using var receiver = await ReceiverHost.StartAsync(inbox);

        var (_, states, _) = await RunAsync(Configuration($$"""
            alerts: { webhooks: [{ name: chat, url: "{{receiver.Address}}" }] }
            """));

        Assert.Equal("ok", states["alerts/webhook_chat"]);
        Assert.Equal(new InboxFigures(0, 0, 0, 0, 0), inbox.Figures);
    }

    [Fact]
    public async Task A_real_Alertmanager_shows_the_test_alert()
    {
        await using var alertmanager = await RealAlertmanager.StartAsync("http://127.0.0.1:9/nobody");

        var (_, states, _) = await RunAsync(Configuration($$"""
            alerts: { alertmanager: { enabled: true, urls: ["{{alertmanager.Address}}"] } }
            """), sendsTestAlert: true);

        Assert.Equal(("ok", "ok"), (states["alerts/alertmanager"], states["alerts/test alert, alertmanager"]));
        var alert = Assert.Single(await alertmanager.AlertsAsync());
        Assert.Equal("WindsockDoctorTest", alert.GetProperty("labels").GetProperty("alertname").GetString());
        Assert.StartsWith("TEST: ", alert.GetProperty("annotations").GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Receivers_that_are_not_there_are_told_without_their_secrets()
    {
        const string Secret = "https://127.0.0.1:1/services/T0AAAAAAA/B0BBBBBBB/cccccccccccccccc";
        var (code, states, output) = await RunAsync(Configuration($$"""
            alerts:
              slack: { enabled: true, urlFile: "{{_folder.Write("slack", Secret)}}" }
              alertmanager: { enabled: true, urls: ["http://127.0.0.1:{{FreePort.Next()}}"] }
              webhooks: [{ name: lost, urlFile: "{{Path.Combine(_folder.Path, "missing")}}" }]
            """));

        Assert.Equal(("fail", "fail", "fail"), (states["alerts/slack"], states["alerts/alertmanager"], states["alerts/webhook_lost"]));
        Assert.DoesNotContain("cccccccccccccccc", output, StringComparison.Ordinal);
        Assert.DoesNotContain("T0AAAAAAA", output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.DoctorFailed, code);
    }

    private string Configuration(string more)
    {
        var kubeconfig = _folder.Write("kubeconfig", $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{ name: test, cluster: { server: "{{_node.Kubernetes.GetLeftPart(UriPartial.Authority)}}" } }]
            users: [{ name: test, user: {} }]
            contexts: [{ name: test, context: { cluster: test, user: test } }]
            """);
        return _folder.Write("windsock.yaml", $$"""
            node: { name: "{{_node.World.Settings.NodeName}}" }
            hubble: { address: "unix://{{_node.PublicSocket}}" }
            kubernetes: { kubeconfig: "{{kubeconfig}}" }
            airflow: { namespaces: [airflow, airflow-jobs] }

            """ + more + "\n");
    }

    private async Task<(int Code, IReadOnlyDictionary<string, string> States, string Output)> RunAsync(string file, bool sendsTestAlert = false)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        var code = await DoctorVerb.RunAsync(
            new DoctorArguments(file, new Uri($"http://{_web.Address}"), Patience, sendsTestAlert, OutputFormat.Json),
            ImmutableDictionary<string, string>.Empty, TimeProvider.System, new CliConsole(output, TextWriter.Null, false, CliConsole.Unbroken), Stop);
        using var json = JsonDocument.Parse(output.ToString());
        var states = json.RootElement.GetProperty("checks").EnumerateArray().ToDictionary(
            check => $"{check.GetProperty("area").GetString()}/{check.GetProperty("name").GetString()}", check => check.GetProperty("state").GetString()!);
        return (code, states, output.ToString());
    }
}
