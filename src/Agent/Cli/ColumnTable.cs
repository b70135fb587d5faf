using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Windsock.Agent.Cli;

/// <summary>Rows as aligned columns without lines between them. What does not fit the width is stacked: first the numbers, then one
/// column with the name and below it what is to be said about it.</summary>
internal static class ColumnTable
{
    public static string Render<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width)
    {
        ImmutableArray<Column<TRow>> used =
        [
            .. columns.Where(column => rows.Any(row => column.Cell(row).Length > 0)).Select(column => column with { Cell = row => Safe(column.Cell(row)) }),
        ];
        var wide = Write(used, rows, CliConsole.Unbroken);
        return wide.Split('\n').Max(line => line.Length) <= width ? wide : Write(Stack(used, rows), rows, width);
    }

    /// <summary>Names come from the network; a terminal must not obey them.</summary>
    public static string Safe(string text) => text.Any(char.IsControl) ? string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter)) : text;

    private static ImmutableArray<Column<TRow>> Stack<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows)
    {
        var names = columns.Where(column => column.Kind == ColumnKind.Name).ToArray();
        var details = columns.Where(column => column.Kind == ColumnKind.Detail).ToArray();
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

    private static string Write<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows, int width)
    {
        var table = new Table { Border = new GapBorder(), ShowRowSeparators = false };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Title))
            {
                Alignment = column.Kind == ColumnKind.Number ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = column.Kind == ColumnKind.Number,
            });
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(column => (IRenderable)new Text(column.Cell(row))));
        }

        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Write(table);

        // Cells are padded to the width of their column; at the end of a line that is noise in a file and in a diff.
        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <summary>Columns apart by a gap only.</summary>
    private sealed class GapBorder : TableBorder
    {
        public override bool Visible => false;

        public override string GetPart(TableBorderPart part) => "";
    }
}
