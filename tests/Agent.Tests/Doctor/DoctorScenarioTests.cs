using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster.Probing;
using Windsock.Model.Sources;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

/// <summary>What a person sees, from all checks together.</summary>
public sealed class DoctorScenarioTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _receiver = new(IPAddress.Loopback, 0);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public DoctorScenarioTests() => _receiver.Start();

    public void Dispose()
    {
        _receiver.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(CliConsole.Unbroken)]
    public async Task Where_all_is_well_every_line_says_so(int width)
    {
        var answers = new Dictionary<string, ApiAnswer>
        {
            ["apis/telemetry.istio.io/v1/telemetries?limit=500"] = SomeSights.Body(
                """{"items":[{"metadata":{"namespace":"istio-system","name":"windsock"},"spec":{"accessLogging":[{"providers":[{"name":"windsock"}]}]}}]}"""),
            ["api/v1/namespaces/istio-system/configmaps/istio"] = SomeSights.Body(
                """{"data":{"mesh":"extensionProviders:\n- name: windsock\n  envoyHttpAls:\n    service: windsock.windsock.svc.cluster.local\n    port: 9466\n"}}"""),
        };
        var reports = await RunAsync(SomeSights.Hubble(lag: TimeSpan.FromMilliseconds(40)), SomeSights.Cluster(answers: answers), SomeSights.Agent());

        Assert.All(reports, report => Assert.True(report.Result.State is CheckState.Ok or CheckState.Skipped, report.ToString()));
        Golden.Matches($"Doctor/Golden/well.{Name(width)}.txt", Render(reports, width));
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_its_mend()
    {
        var reports = await TroubledAsync();

        Golden.Matches("Doctor/Golden/troubled.txt", Render(reports, 100));
        Golden.Matches("Doctor/Golden/troubled.json", Masked(DoctorDocument.Of("0.0.0", reports).ToJson()));
    }

    [Fact]
    public async Task Where_nothing_answers_each_absence_is_told_once()
    {
        var reports = await RunAsync(SomeSights.NoHubble(), SomeSights.NoCluster(), SomeSights.NoAgent());

        Golden.Matches("Doctor/Golden/nothing.txt", Render(reports, 100));
        Assert.Equal(2, reports.Count(report => report.Result.State == CheckState.Fail));
    }

    [Fact]
    public async Task Colours_are_for_terminals_only()
    {
        var reports = await TroubledAsync();

        Assert.Contains("\u001b[93mwarn\u001b[0m", DoctorView.Render(reports, Console(100) with { HasColour = true }), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', DoctorView.Render(reports, Console(100)));
    }

    private Task<ImmutableArray<CheckReport>> TroubledAsync()
    {
        var flows = Enumerable.Range(0, 6).Select(number => SomeSights.FlowOf(SomeSights.Pod(
            "airflow", $"etl-{number}", 40_000 + (uint)number, $"k8s:run_id=manual__{number}", "k8s:try_number=1", "k8s:dag_id=etl", "k8s:app.kubernetes.io/name=x"))).ToImmutableArray();
        return RunAsync(
            SomeSights.Hubble(
                SomeSights.Status with { RingCapacity = 4_095, FlowsPerSecond = 1_950 },
                flows,
                ImmutableDictionary<LossReason, long>.Empty.Add(LossReason.PerfEventRingBuffer, 1_200).Add(LossReason.HubbleRingBuffer, 3),
                TimeSpan.FromSeconds(-7.5)),
            SomeSights.Cluster(
                new PodsSeen([SomeSights.Executor("etl-1"), SomeSights.Operated("etl-2", "load"), SomeSights.Stranger("postgres-0")], false, ""),
                new Dictionary<string, ApiAnswer>
                {
                    ["apis/telemetry.istio.io/v1/telemetries?limit=500"] = SomeSights.Refusal(ApiOutcome.Forbidden),
                    ["api/v1/namespaces/istio-system/configmaps/istio"] = SomeSights.Body("""{"data":{"mesh":"accessLogFile: /dev/stdout\n"}}"""),
                },
                TimeSpan.FromSeconds(-42),
                "watch pods", "list namespaces", "watch namespaces", "create events"),
            SomeSights.Agent(SomeSights.AgentStatus(lost: 20_000, scrape: new(SomeSights.Noon.AddHours(-2), "curl/8.9"), waiting: 112)));
    }

    private async Task<ImmutableArray<CheckReport>> RunAsync(HubbleSight hubble, ClusterSight cluster, AgentSight agent)
    {
        var port = ((IPEndPoint)_receiver.LocalEndpoint).Port;
        var file = _folder.Write("windsock.yaml", string.Create(CultureInfo.InvariantCulture, $$"""
            airflow:
              namespaces: [airflow]
            istio:
              receiver: { listen: "127.0.0.1:{{port}}" }
              accessLog: { enabled: true }
            alerts:
              kubernetesEvents: { enabled: true }
            """));
        var outcome = AgentConfiguration.Load(file, ImmutableDictionary<string, string>.Empty);
        Assert.Empty(outcome.Errors);
        var time = new ManualTime(SomeSights.Noon);
        var checks = new DoctorChecks(outcome.Configuration!, time).All(
            new DoctorArguments("windsock.yaml", null, TimeSpan.FromSeconds(5), false, OutputFormat.Table),
            new Uri("http://127.0.0.1:9465"), hubble, new KubernetesSight(null, cluster, null), agent, [], []);
        return await new DoctorRun(checks, TimeSpan.FromSeconds(5), time).RunAsync(Stop);
    }

    private string Render(ImmutableArray<CheckReport> reports, int width) => Masked(DoctorView.Render(reports, Console(width)));

    private string Masked(string text) => text
        .Replace(_receiver.LocalEndpoint.ToString()!, "127.0.0.1:9466", StringComparison.Ordinal)
        .Replace($"windsock {AgentVersion.Version}", "windsock VERSION", StringComparison.Ordinal);

    private static CliConsole Console(int width) => new(TextWriter.Null, TextWriter.Null, false, width);

    private static string Name(int width) => width == CliConsole.Unbroken ? "piped" : width.ToString(CultureInfo.InvariantCulture);
}
