using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Alertmanager;
using Windsock.Exporter.Alerts.PagerDuty;
using Windsock.Exporter.Alerts.Slack;
using Windsock.Exporter.Alerts.Webhook;

namespace Windsock.Exporter.Alerts;

/// <summary>Where alerts go. Everything is off by default.</summary>
public sealed class AlertSinkOptions : IValidatableObject
{
    [Description("Prometheus Alertmanager (API v2).")]
    public AlertmanagerOptions Alertmanager { get; set; } = new();

    /// <summary>At most 8, each with its own name.</summary>
    [Description("Receivers that take what Alertmanager's webhooks send.")]
    public IReadOnlyList<WebhookOptions> Webhooks { get; set; } = [];

    [Description("PagerDuty (Events API v2).")]
    public PagerDutyOptions PagerDuty { get; set; } = new();

    [Description("Slack, through an incoming webhook.")]
    public SlackOptions Slack { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => WebhookOptions.CheckNames(Webhooks, nameof(Webhooks));
}
