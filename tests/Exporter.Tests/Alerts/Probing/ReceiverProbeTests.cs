using System.Net;
using System.Net.Sockets;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Probing;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Exporter.Tests.Alerts.Http;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Tests.Alerts.Probing;

public sealed class ReceiverProbeTests : IDisposable
{
    private readonly SecretFolder _secrets = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _secrets.Dispose();

    [Fact]
    public void Every_receiver_that_is_switched_on_has_a_probe_and_each_Alertmanager_its_own()
    {
        var probes = ReceiverProbes.Create(
            new AlertSinkOptions
            {
                Alertmanager = new AlertmanagerOptions { Enabled = true, Urls = ["http://am-0:9093", "http://am-1:9093/prefix"] },
                Webhooks = [new WebhookOptions { Name = "chat", Url = "http://chat.example.com" }, new WebhookOptions { Name = "off", Enabled = false }],
                PagerDuty = new PagerDutyOptions { Enabled = true },
                Slack = new SlackOptions { Enabled = true },
            },
            TimeProvider.System);

        Assert.Equal(["alertmanager am-0:9093", "alertmanager am-1:9093/prefix", "webhook_chat", "pagerduty", "slack"], probes.Select(probe => probe.Name));
        Assert.Empty(ReceiverProbes.Create(new AlertSinkOptions(), TimeProvider.System));
    }

    [Fact]
    public async Task Alertmanager_is_asked_for_its_status_behind_its_prefix_with_its_token()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        var options = new AlertmanagerOptions
        {
            Enabled = true,
            Urls = [receiver.Address + "/prefix"],
            Http = new OutboundOptions { TokenFile = _secrets.Write("token", "a-secret-token") },
        };

        Assert.Equal(Delivery.Delivered, await ReachAsync(new AlertSinkOptions { Alertmanager = options }));

        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("GET", "/prefix/api/v2/status", "Bearer a-secret-token"), (request.Method, request.Path, request.Headers["Authorization"]));
    }

    [Fact]
    public async Task An_Alertmanager_that_refuses_says_so_with_the_key_to_change()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();
        receiver.AnswerWith(404, "no such page");

        var delivery = await ReachAsync(new AlertSinkOptions { Alertmanager = new AlertmanagerOptions { Enabled = true, Urls = [receiver.Address] } });

        Assert.Equal(DeliveryOutcome.Rejected, delivery.Outcome);
        Assert.Contains("set alerts.alertmanager.urls to the addresses of Alertmanager", delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_receivers_hear_nothing_of_a_connection()
    {
        await using var receiver = await ScriptedReceiver.StartAsync();

        Assert.Equal(Delivery.Delivered, await ReachAsync(new AlertSinkOptions { Slack = new SlackOptions { Enabled = true, UrlFile = _secrets.Write("url", receiver.Address) } }));
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_told_without_the_secret_of_the_address()
    {
        using var certificate = new SomeCertificates().Sign("receiver");
        await using var receiver = await ScriptedReceiver.StartAsync(certificate);

        var delivery = await ReachAsync(new AlertSinkOptions { Slack = new SlackOptions { Enabled = true, UrlFile = _secrets.Write("url", receiver.Address + "/services/a-secret-part") } });

        Assert.Equal(DeliveryOutcome.Retryable, delivery.Outcome);
        Assert.StartsWith($"127.0.0.1:{receiver.Port}: TLS failed: ", delivery.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-part", delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var address = $"http://{closed.LocalEndpoint}";
        closed.Stop();

        var delivery = await ReachAsync(new AlertSinkOptions { Webhooks = [new WebhookOptions { Url = address }] });

        Assert.Contains("the connection failed: Connection refused", delivery.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_is_told_before_anything_is_opened()
    {
        var delivery = await ReachAsync(new AlertSinkOptions { PagerDuty = new PagerDutyOptions { Enabled = true, RoutingKeyFile = "/nowhere/key" } });

        Assert.Equal("alerts.pagerDuty.routingKeyFile: file '/nowhere/key' is missing: put the secret there, or name another file", delivery.Why);
    }

    private static async Task<Delivery> ReachAsync(AlertSinkOptions options)
    {
        using var probe = Assert.Single(ReceiverProbes.Create(options, TimeProvider.System));
        return await probe.ReachAsync(Stop).WaitAsync(TimeSpan.FromSeconds(60), Stop);
    }
}
