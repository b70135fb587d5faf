using System.Collections.Immutable;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Windsock.Agent.Cli;

/// <summary>Rows as aligned columns without lines between them. What does not fit the width is stacked: first the numbers, then one
/// column with the name and below it what is to be said about it.</summary>
internal static class ColumnTable
{
    /// <summary>Sentences in a column narrower than this are no longer read; they are stacked.</summary>
    private const int ProseWidth = 26;

    public static string Render<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width, bool hasColour = false)
    {
        var used = Used(columns, rows);
        var fits = WidthOf(used, rows) <= width;
        return Write(fits || HasRoomForProse(used, rows, width) ? used : Stack(used, rows), rows, fits ? CliConsole.Unbroken : width, hasColour);
    }

    /// <summary>Nothing has to be broken or stacked.</summary>
    public static bool Fits<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width) => WidthOf(Used(columns, rows), rows) <= width;

    private static ImmutableArray<Column<TRow>> Used<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows) =>
    [
        .. columns.Where(column => rows.Any(row => column.Cell(row).Length > 0)).Select(column => column with { Cell = row => SafeText.Of(column.Cell(row)) }),
    ];

    private static int WidthOf<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows) =>
        Write(columns, rows, CliConsole.Unbroken, hasColour: false).Split('\n').Max(line => line.Length);

    private static bool HasRoomForProse<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width) =>
        columns.Any(column => column.Kind == ColumnKind.Prose) && WidthOf([.. columns.Where(column => column.Kind != ColumnKind.Prose)], rows) + ProseWidth <= width;

    private static ImmutableArray<Column<TRow>> Stack<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows)
    {
        var names = columns.Where(column => column.Kind == ColumnKind.Name).ToArray();
        var details = columns.Where(column => column.Kind is ColumnKind.Detail or ColumnKind.Prose).ToArray();
        return
        [
            .. columns.Where(column => column.Kind == ColumnKind.Number),
            new(InColumns(column => column.Title), Stacked, ColumnKind.Name),
        ];

        string Stacked(TRow row) => string.Join('\n', details
            .Where(column => column.Cell(row).Length > 0)
            .Select(column => $"  {column.Title.ToLowerInvariant()} {column.Cell(row)}")
            .Prepend(InColumns(column => column.Cell(row))));

        string InColumns(Func<Column<TRow>, string> text) => string.Join("  ", names.Select(column => text(column).PadRight(WidthOf(column)))).TrimEnd();

        int WidthOf(Column<TRow> column) => Math.Max(column.Title.Length, rows.Max(row => column.Cell(row).Length));
    }

    private static string Write<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width, bool hasColour)
    {
        var table = new Table { Border = new GapBorder(), ShowRowSeparators = false };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title, RenderedText.Dim))
            {
                Alignment = column.Kind == ColumnKind.Number ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = column.Kind == ColumnKind.Number || (column.Kind != ColumnKind.Prose && columns.Any(other => other.Kind == ColumnKind.Prose)),
            });
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => (IRenderable)new Text(column.Cell(row), column.Look(row))));
        }

        return RenderedText.Of(table, width, hasColour);
    }

    /// <summary>Columns apart by a gap only.</summary>
    private sealed class GapBorder : TableBorder
    {
        public override bool Visible => false;

        public override string GetPart(TableBorderPart part) => "";
    }
}
