using System.Text;

namespace Windsock.Evaluation.Reporting;

/// <summary>A table that is aligned as it stands, and Markdown at the same time.</summary>
internal sealed class Table(params string[] heads)
{
    private readonly List<string[]> _rows = [heads];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        var widths = Enumerable.Range(0, heads.Length).Select(column => _rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        Line(text, _rows[0], widths);
        Line(text, [.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', Math.Max(1, width - 1)) + ":")], widths);
        foreach (var row in _rows.Skip(1))
        {
            Line(text, row, widths);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string[] cells, int[] widths)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            text.Append("| ").Append(column == 0 ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column])).Append(' ');
        }

        text.Append("|\n");
    }
}
