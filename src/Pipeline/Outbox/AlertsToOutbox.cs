using Windsock.Model.Alerts;

namespace Windsock.Pipeline.Outbox;

/// <summary>Puts every message about an alert into the outbox; what that does not take, it counts.</summary>
public sealed class AlertsToOutbox(Outbox<Alert> outbox) : IAlertObserver
{
    public void Observe(Alert alert) => outbox.Offer(alert);
}
