using System.Text.Json;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;
using Clock = Windsock.Testing.ManualTime;

namespace Windsock.Exporter.Tests.Alerts.Alertmanager;

public class AlertmanagerSinkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_instance_is_told_and_one_that_took_it_is_enough()
    {
        await using var well = await ScriptedReceiver.StartAsync();
        await using var ill = await ScriptedReceiver.StartAsync();
        ill.AnswerWith(503);
        using var logs = new CollectingLogs();
        using var parts = Create(Options(well.Address, ill.Address + "/am/"), new Clock(), logs);

        var delivery = await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop);

        Assert.Equal(Delivery.Delivered, delivery);
        Assert.Equal(("/api/v2/alerts", "/am/api/v2/alerts"), (Assert.Single(well.Requests).Path, Assert.Single(ill.Requests).Path));
        var read = await new Scraper(null, [.. parts.Metrics]).ScrapeAsync();
        Assert.Equal(
            [($"127.0.0.1:{well.Port}", "delivered"), ($"127.0.0.1:{ill.Port}/am", "retryable")],
            read.Of("windsock_alertmanager_posts_total").Where(sample => sample.Value == 1).Select(sample => (sample.Label("instance"), sample.Label("outcome"))));
    }

    [Fact]
    public async Task When_nobody_takes_it_the_answer_says_why_and_how_long_to_wait()
    {
        await using var busy = await ScriptedReceiver.StartAsync();
        await using var strict = await ScriptedReceiver.StartAsync();
        busy.AnswerWith(429, header: "Retry-After", value: "17");
        strict.AnswerWith(404, "not here");
        using var logs = new CollectingLogs();
        using var parts = Create(Options(busy.Address, strict.Address), new Clock(), logs);

        var delivery = await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop);

        Assert.Equal(
            Delivery.Retryable(
                $"127.0.0.1:{busy.Port} asks for fewer messages (HTTP 429); 127.0.0.1:{strict.Port} refuses it (HTTP 404): not here; set alerts.alertmanager.urls to the addresses of Alertmanager, with their path prefix, without /api/v2",
                TimeSpan.FromSeconds(17)),
            delivery);
        busy.AnswerWith(400, "bad");
        Assert.Equal(DeliveryOutcome.Rejected, (await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop)).Outcome);
    }

    [Fact]
    public async Task What_fires_is_said_again_at_every_turn_and_its_end_for_a_quarter_of_an_hour()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        var time = new Clock(SomeAlert.Noon.ToDateTimeOffset());
        using var logs = new CollectingLogs();
        using var parts = Create(Options(receiver.Address), time, logs);
        var (sink, stage) = (parts.Sinks[0], Assert.Single(parts.Stages));
        await sink.DeliverAsync(SomeAlert.Firing(), Stop);
        var running = stage.RunAsync();

        await TurnAsync(2);
        Assert.Equal("2026-03-01T12:05:00.000Z", EndOf(receiver.Requests[1]));
        await TurnAsync(3);
        Assert.Equal("2026-03-01T12:06:00.000Z", EndOf(receiver.Requests[2]));

        time.Advance(TimeSpan.FromSeconds(30));
        await sink.DeliverAsync(SomeAlert.Firing().Resolved() with { EndsAt = SomeAlert.At(2.5) }, Stop);
        Assert.Equal("2026-03-01T12:02:30.000Z", EndOf(receiver.Requests[3]));
        time.Advance(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Count == 5), TimeSpan.FromSeconds(20), "a turn");
        Assert.Equal("2026-03-01T12:02:30.000Z", EndOf(receiver.Requests[4]));

        // Turns that fell due meanwhile may come late; of those after them, one says nothing of it any more.
        time.Advance(TimeSpan.FromMinutes(20));
        await sink.DeliverAsync(SomeAlert.Firing() with { Fingerprint = "other", Rule = "other" }, Stop);
        var before = receiver.Requests.Count;
        time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Skip(before).Any(request => NamesOf(request).SequenceEqual(["WindsockOther"]))), TimeSpan.FromSeconds(20), "the end is not said any more");
        stage.Complete();
        await running.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        stage.Dispose();

        async Task TurnAsync(int requests)
        {
            await time.PassWaitAsync(TimeSpan.Zero, TimeSpan.FromMinutes(1), Stop);
            await Eventually.HoldsAsync(() => Task.FromResult(receiver.Requests.Count == requests), TimeSpan.FromSeconds(20), "a turn");
        }
    }

    [Fact]
    public async Task What_fired_before_a_restart_is_said_again_without_a_new_message()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        using var logs = new CollectingLogs();
        using var parts = Create(Options(receiver.Address), new Clock(SomeAlert.Noon.ToDateTimeOffset()), logs, out var sink);

        Assert.Single(parts.Restored).Observe(SomeAlert.Firing());
        parts.Restored[0].Observe(SomeAlert.Firing(SomeAlert.Finding(severity: Windsock.Model.Findings.Severity.Info)) with { Fingerprint = "not sent" });
        Assert.Empty(receiver.Requests);
        await sink.ResendAsync(Stop);

        Assert.Equal(1, CountOf(Assert.Single(receiver.Requests)));
    }

    [Fact]
    public async Task Many_alerts_are_said_in_parts_and_trouble_is_logged_once()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        using var logs = new CollectingLogs();
        using var parts = Create(Options(receiver.Address), new Clock(SomeAlert.Noon.ToDateTimeOffset()), logs, out var sink);
        for (var i = 0; i < 6; i++)
        {
            sink.Observe(SomeAlert.Crowd(100) with { Fingerprint = $"{i}" });
        }

        await sink.ResendAsync(Stop);
        Assert.Equal([256, 256, 88], receiver.Requests.Select(CountOf));

        receiver.AnswerWith(500);
        await sink.ResendAsync(Stop);
        await sink.ResendAsync(Stop);
        receiver.AnswerWith(200);
        await sink.ResendAsync(Stop);

        Assert.Equal(
            [$"alertmanager: what fires could not be said again: 127.0.0.1:{receiver.Port} failed to take it (HTTP 500); said again only when the text changes ", "alertmanager: hears again what fires. "],
            logs.Lines);
    }

    [Fact]
    public async Task An_instance_that_is_not_there_is_left_out_for_the_rest_of_a_turn()
    {
        await using var well = await ScriptedReceiver.StartAsync();
        await using var ill = await ScriptedReceiver.StartAsync();
        ill.AnswerWith(503);
        using var logs = new CollectingLogs();
        using var parts = Create(Options(well.Address, ill.Address), new Clock(SomeAlert.Noon.ToDateTimeOffset()), logs, out var sink);
        for (var i = 0; i < 6; i++)
        {
            sink.Observe(SomeAlert.Crowd(100) with { Fingerprint = $"{i}" });
        }

        await sink.ResendAsync(Stop);
        Assert.Equal((3, 1), (well.Requests.Count, ill.Requests.Count));

        well.AnswerWith(503);
        await sink.ResendAsync(Stop);
        Assert.Equal((4, 2), (well.Requests.Count, ill.Requests.Count));
    }

    [Fact]
    public async Task Without_ends_what_is_over_is_just_not_said_again()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        using var logs = new CollectingLogs();
        var options = Options(receiver.Address);
        options.SendResolved = false;
        using var parts = Create(options, new Clock(SomeAlert.Noon.ToDateTimeOffset()), logs, out var sink);

        await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop);
        Assert.Equal(Delivery.Delivered, await parts.Sinks[0].DeliverAsync(SomeAlert.Firing().Resolved(), Stop));
        await sink.ResendAsync(Stop);

        Assert.Single(receiver.Requests);
    }

    private static AlertmanagerOptions Options(params string[] urls) => new() { Enabled = true, Urls = urls };

    private static AlertSinks Create(AlertmanagerOptions options, TimeProvider time, CollectingLogs logs) =>
        AlertsRegistration.Create(new AlertSinkOptions { Alertmanager = options }, SomeLinks.Options(), time, logs);

    private static AlertSinks Create(AlertmanagerOptions options, TimeProvider time, CollectingLogs logs, out AlertmanagerSink sink)
    {
        var parts = Create(options, time, logs);
        sink = (AlertmanagerSink)((SelectiveSink)parts.Sinks[0]).Inner;
        return parts;
    }

    private static string EndOf(ReceivedRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        return json.RootElement[0].GetProperty("endsAt").GetString()!;
    }

    private static IEnumerable<string?> NamesOf(ReceivedRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        return [.. json.RootElement.EnumerateArray().Select(alert => alert.GetProperty("labels").GetProperty("alertname").GetString())];
    }

    private static int CountOf(ReceivedRequest request)
    {
        using var json = JsonDocument.Parse(request.Body);
        return json.RootElement.GetArrayLength();
    }
}
