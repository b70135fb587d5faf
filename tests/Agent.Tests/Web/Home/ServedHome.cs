using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Alerting;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Web;
using Windsock.Exporter.Activity;
using Windsock.Model.Tries;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Web.Home;

/// <summary>An agent's pages with everything on the first one that can be on it.</summary>
internal sealed class ServedHome : IAsyncDisposable
{
    private AgentWeb _web = null!;

    public FixedStatus Status { get; } = new(FixedStatus.Healthy with
    {
        UptimeSeconds = 5_400,
        Sources =
        [
            FixedStatus.Healthy.Sources[0],
            new SourceStatus("replay", false, 0, 0, 0, 0, 0, 0, 3, 0, 0) { LastFailure = "connect to unix:///var/run/cilium/hubble.sock: connection refused" },
        ],
    });

    public KeptStories Stories { get; } = new(SomeStories.Denied, SomeStories.OutOfMemory, SomeStories.Running, SomeStories.Succeeded);

    public KeptFlows Flows { get; } = new()
    {
        Dags =
        [
            Counts("etl_orders", [2_520, 2_400, 120, 12, 12, 3, 0, 0, 2]),
            Counts("train_model", [900, 900, 0, 0, 0, 0, 4, 1, 0]),
            Counts("a_rather_long_dag_id_that_somebody_generated__customer_4711__region_eu_central__daily_v2", [66, 60, 6, 0, 0, 0, 0, 0, 0]),
        ],
    };

    public AlertList Alerts { get; set; } = SomeAlerts.List(SomeAlerts.Denied, SomeAlerts.Exfiltration);

    public ManualTime Time { get; } = new();

    public Uri Address => new($"http://{_web.Address}/");

    public static async Task<ServedHome> StartAsync(CancellationToken stop)
    {
        var home = new ServedHome();
        home._web = await AgentWeb.StartAsync(
            "127.0.0.1:0", _ => Task.CompletedTask, null, home.Status, home.Stories, () => home.Alerts, home.Flows.Pages(home.Time), home.Time, NullLoggerFactory.Instance, stop);
        home.Time.Advance(TimeSpan.FromSeconds(90));
        return home;
    }

    /// <summary>Much of everything, with names as bad as they may be.</summary>
    public void FillWithHostileNames()
    {
        Stories.Stories = [.. Enumerable.Range(0, 40).Select(number => SomeStories.Hostile with
        {
            Try = SomeStories.Try($"<svg onload=alert({number})>{new string('x', 240)}", "\"><script>alert(2)</script>", "javascript:alert(3)", number),
            Causes = [SomeStories.Denied.Causes[0] with { Sentence = $"<script src=//evil.example></script>{new string('W', 3_000)}" }],
        })];
        Flows.Dags = [.. Enumerable.Range(0, 60).Select(number => Counts($"</td><script>{number.ToString(CultureInfo.InvariantCulture)}{new string('_', 230)}", [number, 0, 0, 0, 0, 0, 0, 0, long.MaxValue / 4]))];
        Alerts = SomeAlerts.List([.. Enumerable.Repeat(SomeAlerts.Hostile, 50)]);
        Status.Status = Status.Status with { Node = "<script>node</script>", Sources = [.. Enumerable.Repeat(Status.Status.Sources[1] with { Name = "<i>source", LastFailure = new string('<', 5_000) }, 30)] };
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static DagCounts Counts(string dag, ImmutableArray<long> minute) => new("airflow", dag, [.. minute.Select(count => count / 3 * 40)], minute);
}
