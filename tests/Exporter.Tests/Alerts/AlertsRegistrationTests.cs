using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Links;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Exporter.Tests.Prometheus;

namespace Windsock.Exporter.Tests.Alerts;

public class AlertsRegistrationTests
{
    [Fact]
    public async Task A_fresh_agent_has_no_sinks_and_its_metrics_no_series()
    {
        using var parts = AlertsRegistration.Create(new AlertSinkOptions(), new LinkOptions(), TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Empty(parts.Sinks);
        Assert.Empty(parts.Stages);
        Assert.Empty(parts.Restored);
        Assert.Empty((await new Scraper(null, [.. parts.Metrics]).ScrapeAsync()).Of("windsock_alert_sink_withheld_total"));
    }

    [Fact]
    public async Task Each_receiver_is_a_sink_of_its_own_name()
    {
        var options = new AlertSinkOptions
        {
            Alertmanager = new AlertmanagerOptions { Enabled = true, Urls = ["http://127.0.0.1:9"] },
            Webhooks = [new WebhookOptions { Name = "team", Url = "http://127.0.0.1:9" }, new WebhookOptions { Name = "off", Enabled = false }, new WebhookOptions { Name = "audit", UrlFile = "/none" }],
            PagerDuty = new PagerDutyOptions { Enabled = true, RoutingKeyFile = "/none" },
            Slack = new SlackOptions { Enabled = true, UrlFile = "/none" },
        };
        using var parts = AlertsRegistration.Create(options, new LinkOptions(), TimeProvider.System, NullLoggerFactory.Instance);

        Assert.Equal(["alertmanager", "webhook_team", "webhook_audit", "pagerduty", "slack"], parts.Sinks.Select(sink => sink.Name));
        Assert.Equal("alertmanager_resend", Assert.Single(parts.Stages).Name);
        Assert.Equal(5, (await new Scraper(null, [.. parts.Metrics]).ScrapeAsync()).Of("windsock_alert_sink_withheld_total").Count());
    }
}
