using System.Collections.Immutable;

namespace Windsock.Exporter.Alerts.Links;

/// <summary>Pages about one finding; empty texts for those that there are not.</summary>
/// <param name="Log">Airflow's log of the try, or the page of its DAG.</param>
internal sealed record LinkSet(string Log, string Dashboard, string Runbook, string Trace)
{
    /// <summary>Those that there are, the one that is opened first at the front.</summary>
    public ImmutableArray<(string Title, string Address)> All =>
    [
        .. new[] { ("Runbook", Runbook), ("Airflow log", Log), ("Dashboard", Dashboard), ("Trace", Trace) }.Where(link => link.Item2.Length > 0),
    ];
}
