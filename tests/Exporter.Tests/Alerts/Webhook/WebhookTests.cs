using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.Alerts.Webhook;

public class WebhookTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_firing_alert_is_a_group_of_Alertmanagers() =>
        AlertGolden.Matches(WebhookMapper.ToJson(SomeAlert.Firing(SomeAlert.Finding(), SomeAlert.Finding("extract", Windsock.Model.Findings.Severity.Warning) with { Try = SomeAlert.Try(map: 3, task: "extract") }) with { MemberCount = 5 }, SomeLinks.All, "team", 100));

    [Fact]
    public void A_resolved_alert_says_when_and_why() => AlertGolden.Matches(WebhookMapper.ToJson(SomeAlert.Firing().Resolved(), SomeLinks.None, "team", 100));

    [Fact]
    public void Members_beyond_the_bound_are_counted()
    {
        using var json = JsonDocument.Parse(WebhookMapper.ToJson(SomeAlert.Crowd(250), SomeLinks.None, "team", 20));

        Assert.Equal((20, 230), (json.RootElement.GetProperty("alerts").GetArrayLength(), json.RootElement.GetProperty("truncatedAlerts").GetInt32()));
    }

    [Fact]
    public void Whatever_an_alert_holds_the_message_is_bounded_and_has_no_empty_label() => Prop.ForAll<int>(seed =>
    {
        var body = WebhookMapper.ToJson(SomeAlert.Odd(seed, keepsPromises: false), SomeLinks.All, "team", 100);
        using var json = JsonDocument.Parse(body);
        return body.Length < 8 * 1024 * 1024 && json.RootElement.GetProperty("alerts").EnumerateArray().All(alert =>
            alert.GetProperty("labels").EnumerateObject().All(label => label.Value.GetString()!.Length is > 0 and <= 200)
            && alert.GetProperty("annotations").EnumerateObject().All(note => note.Value.GetString()!.Length is > 0 and <= 4_000));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_receiver_can_verify_who_sent_a_message_and_when()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        var (sink, client) = Create(new WebhookOptions { Url = receiver.Address + "/hook", HmacKeyFile = folder.Write("hmac", "k3y\n") }, new ManualTime());
        using var used = client;

        var alert = SomeAlert.Firing();
        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(alert, Stop));

        var request = Assert.Single(receiver.Requests);
        var timestamp = request.Headers["X-Windsock-Timestamp"];
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("k3y"), (byte[])[.. Encoding.UTF8.GetBytes(timestamp + "."), .. request.Body]);
        Assert.Equal("1772366400", timestamp);
        Assert.Equal("sha256=" + Convert.ToHexStringLower(expected), request.Headers["X-Windsock-Signature"]);
        Assert.Equal(alert.IdempotencyKey, request.Headers["Idempotency-Key"]);
        Assert.Equal("/hook", request.Path);
    }

    [Fact]
    public async Task An_address_in_a_file_may_change_and_is_never_shown()
    {
        using var folder = new SecretFolder();
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(404, "no hook at /hook/first-s3cret?key=0123456789");
        var (sink, client) = Create(new WebhookOptions { Name = "team", UrlFile = folder.Write("url", $"{receiver.Address}/hook/first-s3cret?key=0123456789\n") }, TimeProvider.System);
        using var used = client;

        var refused = await sink.DeliverAsync(SomeAlert.Firing(), Stop);
        folder.Write("url", $"{receiver.Address}/hook/other-s3cret");
        receiver.AnswerWith(200);

        Assert.Equal($"127.0.0.1:{receiver.Port} refuses it (HTTP 404): no hook at ***; set alerts.webhooks (team).urlFile to where the receiver is", refused.Why);
        Assert.Equal(Delivery.Delivered, await sink.DeliverAsync(SomeAlert.Firing(), Stop));
        Assert.Equal("/hook/other-s3cret", receiver.Requests[1].Path);
    }

    [Fact]
    public void Options_that_cannot_be_are_found()
    {
        Assert.Equal(["set url or urlFile, and not both"], Mistakes(new WebhookOptions()));
        Assert.Equal(["set url or urlFile, and not both"], Mistakes(new WebhookOptions { Url = "http://x", UrlFile = "/y" }));
        Assert.Equal(["holds a user or a password; secrets are never written into the configuration: use http.tokenFile or http.headers"], Mistakes(new WebhookOptions { Url = "http://u:hunter2@x" }));
        Assert.Equal(["'A b' is not a name; allowed: 1 to 32 lower-case letters, digits and _"], Mistakes(new WebhookOptions { Name = "A b", Url = "http://x" }));
        Assert.Empty(Mistakes(new WebhookOptions { Url = "http://x" }));
        var twice = new AlertSinkOptions { Webhooks = [new WebhookOptions { Url = "http://x" }, new WebhookOptions { Url = "http://y" }] };
        Assert.Equal("the name 'default' is given twice; give each its own name", Assert.Single(twice.Validate(new ValidationContext(this))).ErrorMessage);
    }

    [Theory]
    [InlineData("Host", "'Host' is set by the agent itself; choose another header")]
    [InlineData("x:y", "'x:y' is not the name of a header; allowed: letters, digits, - and _, at most 100")]
    public void A_header_that_cannot_be_set_is_found(string name, string mistake) =>
        Assert.Equal(mistake, Assert.Single(new OutboundHeaderOptions { Name = name, ValueFile = "/x" }.Validate(new ValidationContext(this))).ErrorMessage);

    [Fact]
    public void Halves_of_a_pair_and_a_header_that_is_given_twice_are_found()
    {
        var options = new OutboundOptions { CertFile = "/tls.crt", TokenFile = "/token", Headers = [new OutboundHeaderOptions { Name = "authorization", ValueFile = "/x" }] };

        Assert.Equal(
            ["certFile and keyFile belong together: set both or none", "the header 'authorization' is given twice (tokenFile is Authorization); give it once"],
            options.Validate(new ValidationContext(this)).Select(mistake => mistake.ErrorMessage));
    }

    private static IEnumerable<string?> Mistakes(WebhookOptions options) => options.Validate(new ValidationContext(options)).Select(mistake => mistake.ErrorMessage);

    private static (ISink<Windsock.Model.Alerts.Alert> Sink, OutboundClient Client) Create(WebhookOptions options, TimeProvider time)
    {
        var client = new OutboundClient(options.Http, "alerts.webhooks.http", time);
        return (new WebhookSink(options, SomeLinks.All, client, time), client);
    }
}
