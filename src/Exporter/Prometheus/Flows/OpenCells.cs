using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>A family with an open label: each task has a budget of values too, past which they fold into <c>_other</c>.</summary>
/// <param name="maxPerTask">Values per task.</param>
/// <param name="cellsOf">Where a block keeps the family's series.</param>
/// <param name="suffix">Renders the labels of a value.</param>
/// <param name="clean">Makes a value from the network fit to be a key.</param>
/// <param name="rest">The value that the others fold into; an overflow block has no other.</param>
internal sealed class OpenCells<TValue>(
    SeriesTable table, SeriesFamily family, int maxPerTask, Func<TaskBlock, Dictionary<TValue, CounterSeries>> cellsOf, Func<TValue, TValue> clean, Func<TValue, byte[]> suffix, TValue rest)
    where TValue : IEquatable<TValue>
{
    // Keys are clean, so a value that is found needs no cleaning.
    public CounterSeries Find(TaskBlock task, TValue value) =>
        cellsOf(task).TryGetValue(value, out var known) ? known : Meet(task, clean(value));

    /// <summary>More of a value became known: its series goes on under the new labels.</summary>
    public void Rename(TaskBlock task, TValue from, TValue to)
    {
        to = clean(to);
        var cells = cellsOf(task);
        if (!task.IsRest && cells.TryGetValue(from, out var series) && ReferenceEquals(series.Owner, task) && cells.TryAdd(to, series))
        {
            cells.Remove(from);
            series.Relabel(suffix(to));
        }
    }

    private CounterSeries Meet(TaskBlock task, TValue value)
    {
        var cells = cellsOf(task);
        if (task.IsRest)
        {
            value = rest;
        }
        else if (cells.Count >= maxPerTask && !value.Equals(rest))
        {
            // Not remembered: the table must stay bounded.
            family.CountFolded();
            value = rest;
        }

        if (!cells.TryGetValue(value, out var series))
        {
            series = Create(task, value);
            cells.Add(value, series);
        }

        return series;
    }

    private CounterSeries Create(TaskBlock task, TValue value)
    {
        var home = table.HomeFor(task, family, block => cellsOf(block).ContainsKey(rest));
        if (!ReferenceEquals(home, task))
        {
            // Remembered under its value in this task, counted in the overflow block's one series.
            return Meet(home, rest);
        }

        var series = new CounterSeries(task, suffix(value));
        SeriesTable.Enter(family, series);
        return series;
    }
}
