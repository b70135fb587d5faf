using System.Globalization;
using System.Text.Json;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.Alerts.Alertmanager;

public class RealAlertmanagerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Alertmanager_takes_groups_silences_and_resolves_what_it_is_told()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        await using var alertmanager = await RealAlertmanager.StartAsync(receiver.Address + "/notified");
        using var logs = new CollectingLogs();
        using var parts = Create(alertmanager, TimeSpan.FromMinutes(1), logs);
        var sink = parts.Sinks[0];
        var alert = Now(SomeAlert.Firing(SomeAlert.Finding("load"), SomeAlert.Finding("extract")));

        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(alert, Stop));
        var fire = await alertmanager.AlertsAsync();
        Assert.Equal(["extract", "load"], fire.Select(one => one.GetProperty("labels").GetProperty("task_id").GetString()).Order());
        Assert.All(fire, one => Assert.Equal("prod", one.GetProperty("labels").GetProperty("cluster").GetString()));
        Assert.Equal([2], await alertmanager.GroupsAsync());
        Assert.Contains("WindsockNewDestination", await alertmanager.AmtoolAsync("alert", "query", "dag_id=etl"), StringComparison.Ordinal);

        await alertmanager.AmtoolAsync("silence", "add", "--author=test", "--comment=test", "--duration=1h", "task_id=load");
        await Eventually.HoldsAsync(async () => (await StatesAsync(alertmanager)).SequenceEqual(["extract active", "load suppressed"]), Patience, "the silence mutes one of them");

        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(alert with { Revision = 2, Members = [alert.Members[0]], MemberCount = 1 }, Stop));
        Assert.Equal(["load suppressed"], await StatesAsync(alertmanager));

        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(Now(alert.Resolved() with { Revision = 3, StartsAt = alert.StartsAt }), Stop));
        Assert.Empty(await alertmanager.AlertsAsync());
        Assert.DoesNotContain("WindsockNewDestination", await alertmanager.AmtoolAsync("alert", "query"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Saying_it_again_keeps_an_alert_alive_that_ends_by_itself_afterwards()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        await using var alertmanager = await RealAlertmanager.StartAsync(receiver.Address);
        using var logs = new CollectingLogs();
        using var parts = Create(alertmanager, TimeSpan.FromSeconds(0.5), logs);
        using var stage = parts.Stages[0];

        await parts.Sinks[0].DeliverAsync(Now(SomeAlert.Firing()), Stop);
        var firstEnd = EndOf(Assert.Single(await alertmanager.AlertsAsync()));
        var running = stage.RunAsync();

        // Alive past the time that the first message gave it (2 s), and past the server's own resolve_timeout.
        await Eventually.GetAsync(
            async () =>
            {
                var alive = Assert.Single(await alertmanager.AlertsAsync());
                return EndOf(alive);
            },
            end => end > firstEnd.AddSeconds(3), Patience, "the end moves on while it is said again");

        stage.Complete();
        await running.WaitAsync(Patience, Stop);
        await Eventually.HoldsAsync(async () => (await alertmanager.AlertsAsync()).Count == 0, Patience, "it ends when nobody says it again");
    }

    [Fact]
    public async Task A_webhook_of_ours_has_every_field_that_Alertmanagers_own_has()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        await using var alertmanager = await RealAlertmanager.StartAsync(receiver.Address);
        using var logs = new CollectingLogs();
        using var parts = Create(alertmanager, TimeSpan.FromMinutes(1), logs);
        var alert = Now(SomeAlert.Firing(SomeAlert.Finding("load"), SomeAlert.Finding("extract")));

        await parts.Sinks[0].DeliverAsync(alert, Stop);
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Count > 0), Patience, "Alertmanager notifies");

        using var theirs = JsonDocument.Parse(receiver.Requests[0].Body);
        using var ours = JsonDocument.Parse(WebhookMapper.ToJson(alert, SomeLinks.All, "test", 100));
        Assert.Equal(Shape(theirs.RootElement), Shape(ours.RootElement));
        Assert.Equal(Shape(theirs.RootElement.GetProperty("alerts")[0]), Shape(ours.RootElement.GetProperty("alerts")[0]));
        Assert.Equal(theirs.RootElement.GetProperty("groupKey").GetString(), ours.RootElement.GetProperty("groupKey").GetString());
        Assert.Equal(theirs.RootElement.GetProperty("version").GetString(), ours.RootElement.GetProperty("version").GetString());
        Assert.Equal(theirs.RootElement.GetProperty("alerts")[0].GetProperty("fingerprint").GetString()!.Length, ours.RootElement.GetProperty("alerts")[0].GetProperty("fingerprint").GetString()!.Length);
    }

    [Fact]
    public async Task Odd_alerts_are_taken_by_the_real_one()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        await using var alertmanager = await RealAlertmanager.StartAsync(receiver.Address);
        using var logs = new CollectingLogs();
        using var parts = Create(alertmanager, TimeSpan.FromMinutes(1), logs);

        for (var seed = 0; seed < 25; seed++)
        {
            var odd = SomeAlert.Odd(seed, keepsPromises: false) with { Severity = Severity.Critical, Fingerprint = $"{seed}", State = AlertState.Firing };
            Assert.Equal((seed, ""), (seed, (await parts.Sinks[0].DeliverAsync(odd, Stop)).Why));
        }
    }

    private static AlertSinks Create(RealAlertmanager alertmanager, TimeSpan interval, CollectingLogs logs) => AlertsRegistration.Create(
        new AlertSinkOptions { Alertmanager = new AlertmanagerOptions { Enabled = true, Urls = [alertmanager.Address], ResendInterval = interval, ExternalLabels = ["cluster=prod"] } },
        SomeLinks.Options(), TimeProvider.System, logs);

    private static Alert Now(Alert alert)
    {
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        return alert with
        {
            StartsAt = alert.State == AlertState.Firing ? now.Add(TimeSpan.FromMinutes(-5)) : alert.StartsAt,
            EndsAt = alert.State == AlertState.Firing ? Instant.Missing : now,
            At = now,
            Members = [.. alert.Members.Select(member => member with { Since = now.Add(TimeSpan.FromMinutes(-5)), At = now })],
        };
    }

    private static async Task<IEnumerable<string>> StatesAsync(RealAlertmanager alertmanager) => (await alertmanager.AlertsAsync())
        .Select(one => $"{one.GetProperty("labels").GetProperty("task_id").GetString()} {one.GetProperty("status").GetProperty("state").GetString()}").Order(StringComparer.Ordinal);

    private static DateTimeOffset EndOf(JsonElement alert) => DateTimeOffset.Parse(alert.GetProperty("endsAt").GetString()!, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Shape(JsonElement json) => json.EnumerateObject().Select(field => $"{field.Name}: {field.Value.ValueKind}").Order(StringComparer.Ordinal);
}
