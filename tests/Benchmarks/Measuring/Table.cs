using System.Globalization;

namespace Windsock.Benchmarks.Measuring;

/// <summary>The lines of the report: what was measured, against what, and whether it meets its budget. The same text is pasted
/// into docs/benchmarks.md.</summary>
/// <param name="speed">How fast this machine is beside the one the budgets were set on: 1 when it is as fast, see
/// <see cref="Calibration"/>. Asked for when it is first needed.</param>
internal sealed class Table(Lazy<double> speed)
{
    private readonly List<string[]> _rows = [];

    public bool AllMet { get; private set; } = true;

    /// <param name="met">Asked with the speed of the machine that the budget is held against: 1 as it was written, then
    /// its own. Null: no budget.</param>
    public void Add(string what, string measured, string reference, string ratio, string budget, Func<double, bool>? met)
    {
        var verdict = met is null ? "" : met(1) ? "met" : met(speed.Value) ? "met at this machine's speed" : "MISSED";
        AllMet &= verdict != "MISSED";
        string[] row = [what, measured, reference, ratio, budget, verdict];
        _rows.Add(row);
        Console.WriteLine("  " + string.Join("  |  ", row.Where(cell => cell.Length > 0)));
    }

    public void Print()
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nThis machine is {speed.Value:F2} times as fast as the one the budgets were set on (by Google.Protobuf, which parsed 0.8 M recorded flows/s there)."));
        string[] head = ["benchmark", "measured", "reference in the same run", "ratio", "budget", ""];
        var widths = Enumerable.Range(0, head.Length).Select(i => _rows.Select(row => row[i].Length).Append(head[i].Length).Max()).ToArray();
        Console.WriteLine();
        Line(head);
        Console.WriteLine("| " + string.Join(" | ", widths.Select(width => new string('-', Math.Max(width, 3)))) + " |");
        _rows.ForEach(Line);

        void Line(string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells.Select((cell, i) => cell.PadRight(Math.Max(widths[i], 3)))) + " |");
    }

    public static string Millions(double perSecond) => (perSecond / 1e6).ToString("F2", CultureInfo.InvariantCulture) + " M/s";

    public static string Ratio(double ratio) => ratio.ToString("F1", CultureInfo.InvariantCulture) + "x";

    public static string Percent(double share) => (share * 100).ToString("F1", CultureInfo.InvariantCulture) + " %";

    public static string Micros(double seconds) => (seconds * 1e6).ToString("F2", CultureInfo.InvariantCulture) + " us";

    public static string Millis(double seconds) => (seconds * 1e3).ToString("F0", CultureInfo.InvariantCulture) + " ms";

    public static string Bytes(double bytes) => bytes.ToString("F0", CultureInfo.InvariantCulture) + " B";
}
