using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Model.Findings;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Tests.Alerts.PagerDuty;

public class PagerDutyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void An_incident_says_what_happened_and_what_to_do() => AlertGolden.Matches(PagerDutyMapper.ToJson(SomeAlert.Firing(), SomeLinks.All, "R0UT1NGK3Y"));

    [Fact]
    public void An_incident_is_resolved_by_the_key_that_it_was_triggered_with()
    {
        using var trigger = JsonDocument.Parse(PagerDutyMapper.ToJson(SomeAlert.Firing(), SomeLinks.All, "k"));
        using var resolve = JsonDocument.Parse(PagerDutyMapper.ToJson(SomeAlert.Firing().Resolved(), SomeLinks.All, "k"));

        Assert.Equal(("trigger", "resolve"), (trigger.RootElement.GetProperty("event_action").GetString(), resolve.RootElement.GetProperty("event_action").GetString()));
        Assert.Equal(trigger.RootElement.GetProperty("dedup_key").GetString(), resolve.RootElement.GetProperty("dedup_key").GetString());
    }

    [Fact]
    public void Whatever_an_alert_holds_PagerDuty_can_take_it() => Prop.ForAll<int>(seed =>
    {
        var body = PagerDutyMapper.ToJson(SomeAlert.Odd(seed, keepsPromises: false), SomeLinks.All, "k");
        using var json = JsonDocument.Parse(body);
        var payload = json.RootElement.GetProperty("payload");
        return body.Length <= PagerDutyMapper.MaxEventBytes
            && payload.GetProperty("summary").GetString()!.Length is > 0 and <= PagerDutyMapper.MaxSummary
            && payload.GetProperty("source").GetString()!.Length > 0
            && payload.GetProperty("severity").GetString() is "critical" or "warning" or "info"
            && json.RootElement.GetProperty("dedup_key").GetString()!.Length <= 255;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Somebody_is_woken_for_critical_alerts_only_and_the_key_is_never_shown()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(202, """{"status":"success"}""");
        using var logs = new CollectingLogs();
        using var parts = AlertsRegistration.Create(
            new AlertSinkOptions { PagerDuty = new PagerDutyOptions { Enabled = true, Url = receiver.Address + "/v2/enqueue", RoutingKeyFile = folder.Write("key", "R0UT1NGK3Y\n") } },
            SomeLinks.Options(), TimeProvider.System, logs);
        var sink = Assert.Single(parts.Sinks);

        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(SomeAlert.Firing(SomeAlert.Finding(severity: Severity.Warning)), Stop));
        Assert.Empty(receiver.Requests);
        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(SomeAlert.Firing(), Stop));
        receiver.AnswerWith(400, """{"status":"invalid event","message":"Event object is invalid","errors":["'R0UT1NGK3Y' is no key"]}""");
        var refused = await sink.DeliverAsync(SomeAlert.Firing(), Stop);

        Assert.Equal(
            $$"""127.0.0.1:{{receiver.Port}} refuses it (HTTP 400): {"status":"invalid event","message":"Event object is invalid","errors":["'***' is no key"]}; see that alerts.pagerDuty.routingKeyFile holds the integration key of a service with Events API v2""",
            refused.Why);
        using var json = JsonDocument.Parse(receiver.Requests[0].Body);
        Assert.Equal("R0UT1NGK3Y", json.RootElement.GetProperty("routing_key").GetString());
        Assert.Equal("pagerduty", sink.Name);
    }

    [Fact]
    public void Options_that_cannot_be_are_found()
    {
        Assert.Empty(new PagerDutyOptions().Validate(new ValidationContext(this)));
        Assert.Single(new PagerDutyOptions { Enabled = true }.Validate(new ValidationContext(this)));
        Assert.Single(new PagerDutyOptions { Url = "events.pagerduty.com" }.Validate(new ValidationContext(this)));
    }
}
