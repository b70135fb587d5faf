using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.Alerts.Links;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Model.Alerts;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts;

/// <summary>Builds the sinks of alerts from their options.</summary>
public static class AlertsRegistration
{
    /// <param name="options">Validated.</param>
    /// <param name="links">Validated.</param>
    public static AlertSinks Create(AlertSinkOptions options, LinkOptions links, TimeProvider time, ILoggerFactory loggers) =>
        Create(options, links, time, loggers, resolve: null);

    /// <param name="resolve">Null: the system's resolver.</param>
    internal static AlertSinks Create(AlertSinkOptions options, LinkOptions links, TimeProvider time, ILoggerFactory loggers, HostResolver? resolve)
    {
        var pages = new AlertLinks(links);
        var clients = ImmutableArray.CreateBuilder<IDisposable>();
        var sinks = ImmutableArray.CreateBuilder<SelectiveSink>();
        var alertmanager = options.Alertmanager.Enabled
            ? new AlertmanagerSink(options.Alertmanager, pages, Client(options.Alertmanager.Http, "alerts.alertmanager"), time, loggers.CreateLogger<AlertmanagerSink>())
            : null;
        if (alertmanager is not null)
        {
            // It has to hear of the end in any case, or it would say for ever what is over.
            sinks.Add(new SelectiveSink(alertmanager, options.Alertmanager.MinSeverity, sendsResolved: true));
        }

        foreach (var webhook in options.Webhooks.Where(webhook => webhook.Enabled))
        {
            sinks.Add(new SelectiveSink(new WebhookSink(webhook, pages, Client(webhook.Http, webhook.Key), time), webhook.MinSeverity, webhook.SendResolved));
        }

        if (options.PagerDuty is { Enabled: true } pager)
        {
            sinks.Add(new SelectiveSink(new PagerDutySink(pager, pages, Client(pager.Http, PagerDutyOptions.Key)), pager.MinSeverity, pager.SendResolved));
        }

        if (options.Slack is { Enabled: true } slack)
        {
            sinks.Add(new SelectiveSink(new SlackSink(slack, pages, Client(slack.Http, SlackOptions.Key)), slack.MinSeverity, slack.SendResolved));
        }

        return new AlertSinks(
            [.. sinks],
            alertmanager is null ? [] : [new RepeatingStage("alertmanager_resend", options.Alertmanager.ResendInterval, alertmanager.ResendAsync, time, loggers.CreateLogger("Windsock.Alerts.Alertmanager"))],
            alertmanager is null ? [] : [new RestoredAlerts(sinks[0], alertmanager)],
            [new AlertSinkMetrics([.. sinks]), new AlertmanagerMetrics(alertmanager)],
            clients.DrainToImmutable());

        OutboundClient Client(OutboundOptions http, string key)
        {
            var client = new OutboundClient(http, $"{key}.http", time, resolve);
            clients.Add(client);
            return client;
        }
    }

    /// <summary>Hands over what Alertmanager had been told before the agent stopped.</summary>
    private sealed class RestoredAlerts(IAlertSink wants, AlertmanagerSink sink) : IAlertObserver
    {
        public void Observe(Alert alert)
        {
            if (wants.Wants(alert))
            {
                sink.Observe(alert);
            }
        }
    }
}
