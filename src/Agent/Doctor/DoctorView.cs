using System.Collections.Immutable;
using System.Text;
using Spectre.Console;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Doctor;

/// <summary>The results for people: by area, each with its state first, what to do below it, and a count at the end. Texts may come from
/// the network: none can steer the terminal.</summary>
internal static class DoctorView
{
    private const int Indent = 2;
    private const int StateWidth = 7;
    private const int Gap = 2;

    public static string Render(ImmutableArray<CheckReport> reports, CliConsole console)
    {
        var text = new StringBuilder();
        var nameWidth = reports.Max(report => report.Name.Length);
        foreach (var area in reports.GroupBy(report => report.Area))
        {
            text.Append(RenderedText.Of(new Text(area.Key.ToString(), RenderedText.Bold), console.Width, console.HasColour));
            foreach (var report in area)
            {
                Write(text, report, nameWidth, console);
            }

            text.Append('\n');
        }

        return text.Append(CheckWords.Summary(reports)).Append('\n').ToString();
    }

    private static void Write(StringBuilder text, CheckReport report, int nameWidth, CliConsole console)
    {
        var (state, meaning, mend, fragment) = report.Result;
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(Indent, 0, Gap, 0), Width = StateWidth });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, Gap, 0), Width = nameWidth });
        grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        grid.AddRow(new Text(CheckWords.Of(state), LookOf(state)), new Text(SafeText.Of(report.Name)), new Text(SafeText.Of(meaning)));
        if (mend.Length > 0)
        {
            grid.AddRow(Text.Empty, new Text("mend", RenderedText.Dim), new Text(SafeText.Of(mend)));
        }

        text.Append(RenderedText.Of(grid, WidthOf(console), console.HasColour));
        if (fragment.Length > 0)
        {
            var indent = new string(' ', Indent + StateWidth + Gap + nameWidth + Gap);
            foreach (var line in fragment.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
            {
                text.Append(line.Length > 0 ? indent : "").Append(SafeText.Of(line)).Append('\n');
            }
        }
    }

    /// <summary>Sentences wider than this are hard to read, however wide the terminal is; piped text is not broken at all.</summary>
    private static int WidthOf(CliConsole console) => console.Width == CliConsole.Unbroken ? CliConsole.Unbroken : Math.Min(console.Width, HelpPage.MaxWidth);

    private static Style LookOf(CheckState state) => state switch
    {
        CheckState.Ok => RenderedText.Good,
        CheckState.Warn => RenderedText.Doubtful,
        CheckState.Fail => RenderedText.Bad,
        _ => RenderedText.Dim,
    };
}
