using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Series;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>A family with closed labels: its series are cells in every task's block, found by two numbers.</summary>
/// <param name="firstChunk">Where the family's chunks begin in a block.</param>
/// <param name="suffix">Labels of a cell, rendered; asked once per cell.</param>
internal sealed class CounterCells(SeriesTable table, SeriesFamily family, int firstChunk, int chunks, int chunkSize, Func<int, int, byte[]> suffix)
{
    private readonly byte[]?[] _suffixes = new byte[]?[chunks * chunkSize];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count<TSighting>(int chunk, int cell, in TSighting sighting)
        where TSighting : ISighting, allows ref struct =>
        (sighting.Task.Cell(firstChunk + chunk, cell) ?? Meet(sighting.Task, chunk, cell)).Count(sighting);

    /// <param name="amount">Not negative.</param>
    public void Add<TSighting>(int chunk, int cell, long amount, in TSighting sighting)
        where TSighting : ISighting, allows ref struct =>
        (sighting.Task.Cell(firstChunk + chunk, cell) ?? Meet(sighting.Task, chunk, cell)).Add(amount, sighting);

    /// <summary>Creates the family's missing series at zero as far as there is room: a zero is not worth folding.</summary>
    public void CreateAll(TaskBlock task)
    {
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            for (var cell = 0; cell < chunkSize; cell++)
            {
                if (task.Cell(firstChunk + chunk, cell) is null && table.HasRoom(task, family))
                {
                    Meet(task, chunk, cell);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private CounterSeries Meet(TaskBlock task, int chunk, int cell)
    {
        var home = table.HomeFor(task, family, block => block.Cell(firstChunk + chunk, cell) is not null);
        var series = home.Cell(firstChunk + chunk, cell);
        if (series is null)
        {
            var labels = _suffixes[(chunk * chunkSize) + cell] ??= suffix(chunk, cell);
            series = new CounterSeries(home, labels);
            home.SetCell(firstChunk + chunk, cell, chunkSize, series);
            SeriesTable.Enter(family, series);
        }

        // When folded: the next event of this kind finds the overflow series at once.
        task.SetCell(firstChunk + chunk, cell, chunkSize, series);
        return series;
    }
}
