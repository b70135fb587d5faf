using System.Runtime.InteropServices;
using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>Connections by the name of the peer: the one family with an open label, so each task has a budget of names too.</summary>
internal sealed class PeerCells(SeriesTable table, SeriesFamily family, int maxPeersPerTask)
{
    public void Count(in Sighting sighting)
    {
        var name = LabelText.Clean(sighting.Peer.Name);
        var series = sighting.Task.Peers is { } peers && peers.TryGetValue(name, out var known) ? known : Meet(sighting.Task, name);
        series.Count(sighting);
    }

    private CounterSeries Meet(TaskBlock task, string name)
    {
        task.Peers ??= new Dictionary<string, CounterSeries>(StringComparer.Ordinal);
        if (task.IsRest)
        {
            name = LabelText.Other;
        }
        else if (name != LabelText.Other && task.Peers.Count >= maxPeersPerTask)
        {
            family.CountFolded();
            name = LabelText.Other;
        }

        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(task.Peers, name, out _);
        slot ??= Create(task, name);
        return slot;
    }

    private CounterSeries Create(TaskBlock task, string name)
    {
        var home = table.HomeFor(task, family, block => block.Peers?.ContainsKey(LabelText.Other) == true);
        if (!ReferenceEquals(home, task))
        {
            // Remembered under the peer's name in this task, counted in the overflow block's one series.
            return Meet(home, LabelText.Other);
        }

        var series = new CounterSeries(task, LabelSuffix.Of(("peer", name)));
        SeriesTable.Enter(family, series);
        return series;
    }
}
