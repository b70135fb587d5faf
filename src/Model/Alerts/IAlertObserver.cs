namespace Windsock.Model.Alerts;

/// <summary>Is told every message about an alert. Called by one thread at a time; must not block or throw.</summary>
public interface IAlertObserver
{
    void Observe(Alert alert);
}
