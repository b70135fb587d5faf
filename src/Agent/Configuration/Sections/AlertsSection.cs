using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Detection;
using Windsock.Detection.Alerting.Options;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.Links;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;
using Windsock.Exporter.KubernetesEvents;
using Windsock.Pipeline.Outbox;

namespace Windsock.Agent.Configuration.Sections;

/// <summary>Section <c>alerts</c>: where the agent says what it found, beside its metrics.</summary>
internal sealed class AlertsSection : IValidatableObject
{
    [Description("Kubernetes Events on the pods of failed tries.")]
    public KubernetesEventsOptions KubernetesEvents { get; set; } = new();

    [Description("How findings become alerts, and when those are told.")]
    public AlertingOptions Policy { get; set; } = new();

    [Description("File that says whose DAGs are, for those whose owners Airflow does not tell. Relative to the folder of this file. Empty: none.")]
    public string OwnersFile { get; set; } = "";

    [Description("Prometheus Alertmanager (API v2).")]
    public AlertmanagerOptions Alertmanager { get; set; } = new();

    /// <summary>At most 8, each with its own name.</summary>
    [Description("Receivers that take what Alertmanager's webhooks send.")]
    public IReadOnlyList<WebhookOptions> Webhooks { get; set; } = [];

    [Description("PagerDuty (Events API v2).")]
    public PagerDutyOptions PagerDuty { get; set; } = new();

    [Description("Slack, through an incoming webhook.")]
    public SlackOptions Slack { get; set; } = new();

    [Description("Where the links in messages lead.")]
    public LinkOptions Links { get; set; } = new();

    [Description("Messages that are not delivered yet.")]
    public OutboxOptions Outbox { get; set; } = new();

    public AlertSinkOptions ToSinks() => new() { Alertmanager = Alertmanager, Webhooks = Webhooks, PagerDuty = PagerDuty, Slack = Slack };

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
    [
        .. WebhookOptions.CheckNames(Webhooks, nameof(Webhooks)),
        .. Policy.UnknownRules(DetectionRules.All).Select(problem => new ValidationResult(problem, [nameof(Policy)])),
    ];

    public static IEnumerable<string> Warn(AlertsSection options)
    {
        var isSent = options.Alertmanager.Enabled || options.PagerDuty.Enabled || options.Slack.Enabled || options.Webhooks.Any(webhook => webhook.Enabled);
        if (!isSent)
        {
            yield return "alerts has no receiver that is switched on: alerts are only in the log and on /api/v1/alerts";
        }
    }
}
