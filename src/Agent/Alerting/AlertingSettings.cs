using Windsock.Detection.Alerting;
using Windsock.Detection.Alerting.Options;
using Windsock.Exporter.Alerts;
using Windsock.Exporter.Alerts.Links;
using Windsock.Pipeline.Outbox;

namespace Windsock.Agent.Alerting;

/// <summary>What alerts are told from outside.</summary>
/// <param name="StateDirectory">Empty: nothing survives a restart.</param>
internal sealed record AlertingSettings(
    string StateDirectory, AlertingOptions Policy, AlertSinkOptions Sinks, LinkOptions Links, OutboxOptions Outbox, OwnerRules Owners)
{
    public static AlertingSettings Defaults { get; } = new("", new AlertingOptions(), new AlertSinkOptions(), new LinkOptions(), new OutboxOptions(), OwnerRules.None);
}
