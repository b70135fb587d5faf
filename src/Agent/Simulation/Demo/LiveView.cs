using System.Collections.Immutable;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>A table that renews itself in place.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    // ECMA-48 and xterm's alternate screen: in, out, to the upper left corner, clear from here on; the cursor hides meanwhile.
    private const string SecondScreen = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private const string FirstScreen = "\u001b[?25h\u001b[?1049l";
    private const string Home = "\u001b[H";
    private const string ClearBelow = "\u001b[J";

    private const int MinNameWidth = 8;

    /// <summary>Lines of the screen that are no tasks: the panel, the frame and head of the table, what else there is, and the last
    /// line, where writing would scroll.</summary>
    private const int OtherLines = 11;

    /// <summary>Borders and the blanks beside them, for eight columns.</summary>
    private const int FrameWidth = (8 * 3) + 1;

    private static readonly string[] Numbers = ["Flows/s", "Forwarded", "Dropped", "HTTP err", "DNS err"];

    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    /// <summary>On the terminal's second screen, so that nothing that is written meanwhile tears the table; the last frame stays.</summary>
    public async Task ShowAsync(Func<Action<DemoFrame>, Task> play)
    {
        DemoFrame? last = null;
        console.Write(new ControlCode(SecondScreen));
        try
        {
            await play(frame =>
            {
                last = frame;
                console.Write(new ControlCode(Home));
                console.Write(Render(frame, console.Profile.Width, Math.Max(1, console.Profile.Height - OtherLines)));
                console.MarkupLine(frame.IsStandstill
                    ? $"[yellow]The world stands still:[/] {DemoWords.Standstill}."
                    : "[grey]Ctrl+C ends the demonstration and checks the books.[/]");
                console.Write(new ControlCode(ClearBelow));
            });
        }
        finally
        {
            console.Write(new ControlCode(FirstScreen));
            if (last is not null)
            {
                console.Write(Render(last, console.Profile.Width));
            }
        }
    }

    /// <param name="most">Tasks that are shown: those that are busy before those that are idle.</param>
    internal static IRenderable Render(DemoFrame frame, int width, int most = int.MaxValue)
    {
        var shown = frame.Tasks.Length <= most
            ? frame.Tasks
            : [.. frame.Tasks.Where(Busiest(frame, most).Contains)];
        var rest = frame.Tasks.Length - shown.Length;
        var parts = new List<IRenderable> { Header(frame), Tasks(shown, width) };
        if (rest > 0)
        {
            parts.Add(new Markup(Say($"[grey]and {rest} more tasks, idle or less busy[/]")));
        }

        return new Rows(parts);
    }

    private static HashSet<TaskRow> Busiest(DemoFrame frame, int most) => [.. frame.Tasks.OrderByDescending(row => row.FlowsPerSecond).Take(most)];

    private static Panel Header(DemoFrame frame)
    {
        var (source, classes) = (frame.Source, frame.Classes);
        var text = new Rows(
            new Markup(Say($"[bold]{frame.FlowsPerSecond:0}[/] flows/s   received [bold]{source.Received}[/]   undecodable {source.Undecodable}   duplicates {source.Duplicates}   lost at the source {source.Lost}")),
            new Markup(Say($"[green]exact {classes.Exact}[/]   [yellow]inferred {classes.Inferred}[/]   [darkorange]ambiguous {classes.Ambiguous}[/]   [red]unknown {classes.Unknown}[/]   alerts {AlertsOf(frame)}")));
        return new Panel(text).Header(Say($" windsock demo  {frame.Elapsed:mm\\:ss} "), Justify.Left).RoundedBorder().Expand();
    }

    private static string AlertsOf(DemoFrame frame) => frame.Alerts == 0 ? "[grey]0[/]" : Say($"[bold red]{frame.Alerts}[/]");

    private static Table Tasks(ImmutableArray<TaskRow> tasks, int width)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        // Numbers are always whole; the three names share what is left, each on one line.
        var name = NameWidth(width);
        table.AddColumn(Name("DAG", name)).AddColumn(Name("Task", name));
        foreach (var number in Numbers)
        {
            table.AddColumn(new TableColumn(number) { Width = number.Length, NoWrap = true }.RightAligned());
        }

        table.AddColumn(Name("Last peer", name));
        var previous = "";
        foreach (var row in tasks)
        {
            table.AddRow(Cells(row, isFirst: row.DagId != previous, name));
            previous = row.DagId;
        }

        return table;
    }

    private static TableColumn Name(string title, int width) => new(title) { Width = width, NoWrap = true };

    private static IRenderable[] Cells(TaskRow row, bool isFirst, int width)
    {
        var isIdle = row.FlowsPerSecond <= 0;
        var style = isIdle ? "grey" : "default";
        return
        [
            OnOneLine(isFirst ? row.DagId : "", isIdle ? "grey" : "bold", width),
            OnOneLine(row.TaskId, style, width),
            new Markup(isIdle ? "[grey]-[/]" : Say($"[green]{row.FlowsPerSecond:0.0}[/]")),
            new Markup(Say($"{row.Forwarded}")),
            Alarm(row.Dropped, "red"),
            Alarm(row.HttpErrors, "yellow"),
            Alarm(row.DnsFailures, "yellow"),
            OnOneLine(row.LastPeer, style, width),
        ];
    }

    private static int NameWidth(int width) => Math.Max(MinNameWidth, (width - FrameWidth - Numbers.Sum(number => number.Length)) / 3);

    private static Markup OnOneLine(string text, string style, int width) =>
        new($"[{style}]{Markup.Escape(text.Length <= width ? text : text[..(width - 1)] + "…")}[/]");

    private static Markup Alarm(long count, string colour) => new(count == 0 ? "[grey]0[/]" : Say($"[{colour}]{count}[/]"));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
