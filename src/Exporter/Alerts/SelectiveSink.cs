using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.Alerts;

/// <summary>Lets through what a receiver wants: firing alerts from a severity on, and the end of what it was told before.</summary>
internal sealed class SelectiveSink(ISink<Alert> inner, Severity least, bool sendsResolved) : IAlertSink
{
    private readonly ToldAlerts _told = new();

    public ISink<Alert> Inner => inner;

    public string Name => inner.Name;

    /// <summary>Messages that came and were not sent.</summary>
    public Counter Withheld { get; } = new();

    public bool Wants(Alert alert)
    {
        if (alert.State == AlertState.Resolved)
        {
            // The severity may have sunk since it was told.
            return sendsResolved && (alert.Severity >= least || _told.Contains(alert));
        }

        if (alert.Severity < least)
        {
            return false;
        }

        _told.Add(alert);
        return true;
    }

    public Task<Delivery> DeliverAsync(Alert item, CancellationToken stop)
    {
        if (Wants(item))
        {
            return inner.DeliverAsync(item, stop);
        }

        Withheld.Add();
        return Task.FromResult(Delivery.Delivered);
    }
}
