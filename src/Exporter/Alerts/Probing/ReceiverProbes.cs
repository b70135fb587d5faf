using System.Collections.Immutable;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;

namespace Windsock.Exporter.Alerts.Probing;

/// <summary>A probe for each receiver that is switched on.</summary>
public static class ReceiverProbes
{
    private const string AlertsPath = "alerts";

    /// <param name="options">Validated.</param>
    public static ImmutableArray<ReceiverProbe> Create(AlertSinkOptions options, TimeProvider time)
    {
        var probes = ImmutableArray.CreateBuilder<ReceiverProbe>();
        if (options.Alertmanager is { Enabled: true } alertmanager)
        {
            foreach (var instance in alertmanager.Urls.Select(url => new AlertmanagerInstance(url)))
            {
                var client = new OutboundClient(alertmanager.Http, $"{AlertmanagerSink.Key}.http", time);
                var name = alertmanager.Urls.Count == 1 ? "alertmanager" : $"alertmanager {instance.Name}";
                probes.Add(new ReceiverProbe(name, client, () => Question(instance), asks: true));
            }
        }

        foreach (var webhook in options.Webhooks.Where(webhook => webhook.Enabled))
        {
            probes.Add(new ReceiverProbe($"webhook_{webhook.Name}", new OutboundClient(webhook.Http, $"{webhook.Key}.http", time), () => Address(webhook), asks: false));
        }

        if (options.PagerDuty is { Enabled: true } pager)
        {
            probes.Add(new ReceiverProbe("pagerduty", new OutboundClient(pager.Http, $"{PagerDutyOptions.Key}.http", time), () => Address(pager), asks: false));
        }

        if (options.Slack is { Enabled: true } slack)
        {
            probes.Add(new ReceiverProbe("slack", new OutboundClient(slack.Http, $"{SlackOptions.Key}.http", time), () => Address(slack), asks: false));
        }

        return probes.ToImmutable();
    }

    /// <summary>GET /api/v2/status: behind the same prefix and the same door as what alerts are sent to.</summary>
    private static OutboundRequest Question(AlertmanagerInstance instance)
    {
        var alerts = instance.Address.AbsoluteUri;
        return new OutboundRequest(new Uri(alerts[..^AlertsPath.Length] + "status"), $"{AlertmanagerSink.Key}.urls", []) { Mend = AlertmanagerSink.Mend };
    }

    private static OutboundRequest Address(WebhookOptions webhook)
    {
        if (webhook.HmacKeyFile.Length > 0)
        {
            // Read for its mistakes only.
            _ = new SecretFile(webhook.HmacKeyFile, $"{webhook.Key}.hmacKeyFile").Read();
        }

        return webhook.UrlFile.Length > 0
            ? new OutboundRequest(new SecretFile(webhook.UrlFile, $"{webhook.Key}.urlFile").ReadAddress(), $"{webhook.Key}.urlFile", []) { IsAddressSecret = true }
            : new OutboundRequest(new Uri(webhook.Url), $"{webhook.Key}.url", []);
    }

    private static OutboundRequest Address(PagerDutyOptions pager) => new(new Uri(pager.Url), $"{PagerDutyOptions.Key}.url", [])
    {
        Secrets = [new SecretFile(pager.RoutingKeyFile, $"{PagerDutyOptions.Key}.routingKeyFile").Read()],
    };

    private static OutboundRequest Address(SlackOptions slack) =>
        new(new SecretFile(slack.UrlFile, $"{SlackOptions.Key}.urlFile").ReadAddress(), $"{SlackOptions.Key}.urlFile", []) { IsAddressSecret = true };
}
