using System.Collections.Concurrent;
using Windsock.Model.Alerts;

namespace Windsock.Exporter.Alerts;

/// <summary>Remembers which alerts were told, so that their end is told, too. Bounded, forgets the oldest. Any thread.</summary>
internal sealed class ToldAlerts
{
    /// <summary>Alerts that may fire at a time, several times over.</summary>
    public const int MaxRemembered = 4_096;

    private readonly ConcurrentDictionary<(string Fingerprint, long StartsAt), bool> _told = new();
    private readonly ConcurrentQueue<(string Fingerprint, long StartsAt)> _order = new();

    public void Add(Alert alert)
    {
        if (!_told.TryAdd(KeyOf(alert), true))
        {
            return;
        }

        _order.Enqueue(KeyOf(alert));
        if (_order.Count > MaxRemembered && _order.TryDequeue(out var oldest))
        {
            _told.TryRemove(oldest, out _);
        }
    }

    public bool Contains(Alert alert) => _told.ContainsKey(KeyOf(alert));

    /// <summary>An alert that fires again later is another one.</summary>
    private static (string Fingerprint, long StartsAt) KeyOf(Alert alert) => (alert.Fingerprint, alert.StartsAt.UnixNanoseconds);
}
