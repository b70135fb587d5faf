using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Windsock.Agent.Cli;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Explain;

/// <summary>Tries below one another. On a terminal the sentence stands below its try; piped, each try is one line.</summary>
internal sealed class TryTable
{
    private const int Gap = 2;

    private readonly CliConsole _console;
    private readonly ImmutableArray<TrySummary> _tries;
    private readonly DateTimeOffset? _day;

    public TryTable(CliConsole console, ImmutableArray<TrySummary> tries)
    {
        _console = console;
        _tries = tries;
        var days = tries.Select(WhenOf).OfType<DateTimeOffset>().ToArray();
        _day = console.Width != CliConsole.Unbroken && days.Select(TimeWords.Date).Distinct(StringComparer.Ordinal).Count() == 1 ? days[0] : null;
    }

    public string Render()
    {
        ImmutableArray<Column<TrySummary>> columns =
        [
            new(_day is null ? "WHEN (UTC)" : "WHEN", row => TimeWords.Short(WhenOf(row), _day), ColumnKind.Name) { Look = _ => RenderedText.Dim },
            new("TASK", row => TryWords.NameOf(row.DagId, row.TaskId, row.MapIndex), ColumnKind.Name) { Look = _ => RenderedText.Bold },
            new("TRY", row => row.TryNumber == 0 ? "" : row.TryNumber.ToString(CultureInfo.InvariantCulture), ColumnKind.Number),
            new("RESULT", row => row.Result, ColumnKind.Name) { Look = row => ResultLook.Of(row.Result) },
            new("CAUSE", row => row.Cause, ColumnKind.Name),
        ];
        ImmutableArray<Column<TrySummary>> ids =
        [
            new("RUN", row => row.RunId, ColumnKind.Name),
            new("ID", row => row.Id, ColumnKind.Name),
        ];
        var title = _day is { } day ? $"{TimeWords.Date(day)} UTC\n" : "";
        if (_console.Width == CliConsole.Unbroken)
        {
            return title + ColumnTable.Render([.. columns, .. ids, new("WHAT", row => row.Sentence, ColumnKind.Detail)], _tries, _console.Width);
        }

        var widths = Widths([.. columns, .. ids]);
        return title + (widths.Sum() + (Gap * (widths.Length - 1)) <= _console.Width
            ? Stacked([.. columns, .. ids], [])
            : Stacked(columns, ids));
    }

    private static DateTimeOffset? WhenOf(TrySummary row) => row.EndedAt ?? row.StartedAt;

    private ImmutableArray<int> Widths(ImmutableArray<Column<TrySummary>> columns) =>
        [.. columns.Select(column => _tries.Select(row => column.Cell(row).Length).Append(column.Title.Length).Max())];

    private string Stacked(ImmutableArray<Column<TrySummary>> columns, ImmutableArray<Column<TrySummary>> below)
    {
        var widths = Widths(columns);

        // A name too long for the terminal is broken in its own column.
        widths = widths.SetItem(1, Math.Max(10, Math.Min(widths[1], _console.Width - widths.Sum() + widths[1] - (Gap * (widths.Length - 1)))));
        var indent = widths[0] + Gap;
        var text = Row(columns, widths, column => new Text(column.Title, RenderedText.Dim));
        foreach (var row in _tries)
        {
            text += Row(columns, widths, column => new Text(SafeText.Of(column.Cell(row)), column.Look(row)));
            text += Below(string.Join(", ", below.Where(column => column.Cell(row).Length > 0).Select(column => $"{column.Title.ToLowerInvariant()} {column.Cell(row)}")), indent, RenderedText.Dim);
            text += Below(row.Sentence, indent, Style.Plain);
        }

        return text;
    }

    private string Row(ImmutableArray<Column<TrySummary>> columns, ImmutableArray<int> widths, Func<Column<TrySummary>, Text> cell)
    {
        var grid = new Grid();
        for (var i = 0; i < columns.Length; i++)
        {
            grid.AddColumn(new GridColumn
            {
                Width = widths[i],
                Padding = new Padding(0, 0, i == columns.Length - 1 ? 0 : Gap, 0),
                Alignment = columns[i].Kind == ColumnKind.Number ? Justify.Right : Justify.Left,
            });
        }

        grid.AddRow([.. columns.Select(cell)]);
        return RenderedText.Of(grid, _console.Width, _console.HasColour);
    }

    private string Below(string text, int indent, Style look) => text.Length == 0
        ? ""
        : RenderedText.Of(
            new Padder(new Text(SafeText.Of(text), look), new Padding(indent, 0, 0, 0)),
            Math.Min(_console.Width, indent + HelpPage.MaxWidth),
            _console.HasColour);
}
