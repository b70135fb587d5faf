using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Model.Findings;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Tests.Alerts.Slack;

public class SlackTests
{
    private const string Path = "/services/T0AAAAAAA/B0BBBBBBB/cccccccccccccccc";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_message_for_somebody_who_was_just_woken() =>
        AlertGolden.Matches(SlackMapper.ToJson(SomeAlert.Firing(SomeAlert.Finding() with { Source = "payments.yaml:12" }), SomeLinks.All));

    [Fact]
    public void A_message_about_many_names_ten_and_counts_the_others() => AlertGolden.Matches(SlackMapper.ToJson(SomeAlert.Crowd(40), SomeLinks.None));

    [Fact]
    public void A_resolved_alert_is_green_and_says_why() => AlertGolden.Matches(SlackMapper.ToJson(SomeAlert.Firing().Resolved(), SomeLinks.All));

    [Fact]
    public void A_name_cannot_call_a_channel_or_forge_a_link()
    {
        var evil = "<!channel> <https://evil.example|Runbook> & <@U0LAN0Z89>";
        var alert = SomeAlert.Firing(SomeAlert.Finding() with { Summary = evil, Peer = evil, Evidence = evil, Measures = [new Measure(evil, evil, evil)], Subject = new FindingSubject(evil, evil, evil) })
            with
        { Summary = evil, Mend = evil, Owners = [evil], MemberCount = 2 };

        using var json = JsonDocument.Parse(SlackMapper.ToJson(alert, SomeLinks.All));

        Assert.All(MrkdwnOf(json.RootElement), AssertOwnMarksOnly);
        AssertOwnMarksOnly(json.RootElement.GetProperty("text").GetString()!);
    }

    [Fact]
    public void Whatever_an_alert_holds_Slack_can_take_it() => Prop.ForAll<int>(seed =>
    {
        using var json = JsonDocument.Parse(SlackMapper.ToJson(SomeAlert.Odd(seed, keepsPromises: false), SomeLinks.All));
        var blocks = BlocksOf(json.RootElement).ToList();
        return blocks.Count <= SlackMapper.MaxBlocks && blocks.All(IsWithinBounds)
            && json.RootElement.GetProperty("text").GetString()!.Length is > 0 and <= SlackMapper.MaxText
            && MrkdwnOf(json.RootElement).All(HasOwnMarksOnly);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task The_address_of_the_webhook_is_shown_nowhere()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        using var logs = new CollectingLogs();
        using var parts = AlertsRegistration.Create(
            new AlertSinkOptions { Slack = new SlackOptions { Enabled = true, UrlFile = folder.Write("url", receiver.Address + Path + "\n") } }, SomeLinks.Options(), TimeProvider.System, logs);
        var whys = new List<string>();

        foreach (var (status, body) in new[] { (200, "ok"), (400, "invalid_payload"), (403, $"invalid_token for {Path}"), (404, "cccccccccccccccc"), (410, "channel_is_archived"), (500, Path), (302, "") })
        {
            receiver.AnswerWith(status, body, "Location", receiver.Address + Path);
            whys.Add((await Assert.Single(parts.Sinks).DeliverAsync(SomeAlert.Firing(), Stop)).Why);
        }

        folder.Write("url", "hooks.slack.com" + Path);
        whys.Add((await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop)).Why);

        Assert.Equal("", whys[0]);
        Assert.Equal($"127.0.0.1:{receiver.Port} refuses it (HTTP 400): invalid_payload", whys[1]);
        Assert.Contains("the webhook was revoked", whys[2], StringComparison.Ordinal);
        Assert.Equal(7, receiver.Requests.Count);
        Assert.All(receiver.Requests, request => Assert.Equal(Path, request.Path));
        Assert.All(whys.Concat(logs.Lines), line => Assert.DoesNotMatch("T0AAAAAAA|B0BBBBBBB|cccc", line));
    }

    [Fact]
    public async Task Slack_that_asks_for_a_pause_gets_it()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(429, "rate_limited", "Retry-After", "30");
        using var logs = new CollectingLogs();
        using var parts = AlertsRegistration.Create(
            new AlertSinkOptions { Slack = new SlackOptions { Enabled = true, UrlFile = folder.Write("url", receiver.Address + Path) } }, SomeLinks.Options(), TimeProvider.System, logs);

        Assert.Equal(
            Delivery.Retryable($"127.0.0.1:{receiver.Port} asks for fewer messages (HTTP 429)", TimeSpan.FromSeconds(30)), await parts.Sinks[0].DeliverAsync(SomeAlert.Firing(), Stop));
    }

    private static bool IsWithinBounds(JsonElement block) => block.GetProperty("type").GetString() switch
    {
        "header" => block.GetProperty("text").GetProperty("text").GetString()!.Length is > 0 and <= SlackMapper.MaxHeader,
        "section" when block.TryGetProperty("fields", out var fields) => fields.GetArrayLength() is > 0 and <= SlackMapper.MaxFields
            && fields.EnumerateArray().All(field => field.GetProperty("text").GetString()!.Length is > 0 and <= SlackMapper.MaxField),
        "section" => block.GetProperty("text").GetProperty("text").GetString()!.Length is > 0 and <= SlackMapper.MaxText,
        "context" => block.GetProperty("elements")[0].GetProperty("text").GetString()!.Length is > 0 and <= SlackMapper.MaxText,
        _ => false,
    };

    private static IEnumerable<JsonElement> BlocksOf(JsonElement message) =>
        message.GetProperty("blocks").EnumerateArray().Concat(message.GetProperty("attachments")[0].GetProperty("blocks").EnumerateArray());

    private static IEnumerable<string> MrkdwnOf(JsonElement message) => BlocksOf(message).SelectMany(block =>
        block.TryGetProperty("fields", out var fields) ? fields.EnumerateArray()
        : block.TryGetProperty("elements", out var elements) ? elements.EnumerateArray()
        : Enumerable.Repeat(block.GetProperty("text"), 1)).Where(text => text.GetProperty("type").GetString() == "mrkdwn").Select(text => text.GetProperty("text").GetString()!);

    private static void AssertOwnMarksOnly(string text) => Assert.True(HasOwnMarksOnly(text), text);

    /// <summary>Marks in angle brackets are our links, and dates.</summary>
    private static bool HasOwnMarksOnly(string text) =>
        !Regex.Replace(text, @"<https://(?:wiki|airflow|grafana|traces)\.example\.com/[^<>|]*\|[A-Za-z ]+>|<!date\^-?\d+\^\{date_short_pretty\} \{time\}\|[-0-9: ]+ UTC>", "").AsSpan().ContainsAny('<', '>');
}
