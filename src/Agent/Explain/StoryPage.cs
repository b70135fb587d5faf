using System.Collections.Immutable;
using System.Text;
using Spectre.Console;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Explain;

/// <summary>Puts headings, sentences, fields and tables below one another, for the width and the colours of a console. Every text
/// may come from the network: none can steer the terminal.</summary>
internal sealed class StoryPage(CliConsole console)
{
    private const int Indent = 2;

    private readonly StringBuilder _text = new();

    /// <summary>Prose wider than this is hard to read, however wide the terminal is; piped text is not broken at all.</summary>
    private readonly int _proseWidth = console.Width == CliConsole.Unbroken ? CliConsole.Unbroken : Math.Min(console.Width, HelpPage.MaxWidth);

    public override string ToString() => _text.ToString();

    public StoryPage Gap()
    {
        _text.Append('\n');
        return this;
    }

    public StoryPage Heading(string title) => Gap().Line((title, RenderedText.Bold));

    /// <summary>Parts of one paragraph, each with its look.</summary>
    public StoryPage Line(params ReadOnlySpan<(string Text, Style Look)> parts)
    {
        var paragraph = new Paragraph();
        foreach (var (text, look) in parts)
        {
            paragraph.Append(SafeText.Of(text), look);
        }

        _text.Append(RenderedText.Of(paragraph, _proseWidth, console.HasColour));
        return this;
    }

    /// <summary>Names and values; a long value is broken below itself. A field without a value is left out.</summary>
    public StoryPage Fields(params ReadOnlySpan<StoryField> fields)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(Indent, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        var isEmpty = true;
        foreach (var field in fields)
        {
            if (field.Value.Length > 0)
            {
                grid.AddRow(new Text(field.Name.PadRight(StoryField.NameWidth), RenderedText.Dim), new Text(SafeText.Of(field.Value), field.Look));
                isEmpty = false;
            }
        }

        _text.Append(isEmpty ? "" : RenderedText.Of(grid, _proseWidth, console.HasColour));
        return this;
    }

    public StoryPage Table<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<TRow> rows) =>
        Lines(ColumnTable.Render(columns, rows, TableWidth, console.HasColour), Indent);

    /// <summary>The first form that fits, else the last one.</summary>
    public StoryPage Table<TRow>(ImmutableArray<Column<TRow>> columns, ImmutableArray<Column<TRow>> narrower, ImmutableArray<TRow> rows) =>
        Table(ColumnTable.Fits(columns, rows, TableWidth) ? columns : narrower, rows);

    public StoryPage Note(string text) => Lines(SafeText.Of(text), Indent);

    /// <summary>Text that keeps its own lines, such as YAML.</summary>
    public StoryPage Block(string text) => Lines(string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(SafeText.Of)), Indent * 2);

    private int TableWidth => console.Width == CliConsole.Unbroken ? CliConsole.Unbroken : console.Width - Indent;

    private StoryPage Lines(string text, int indent)
    {
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            _text.Append(line.Length > 0 ? new string(' ', indent) : "").Append(line).Append('\n');
        }

        return this;
    }
}
