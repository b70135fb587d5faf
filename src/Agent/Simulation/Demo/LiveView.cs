using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Windsock.Agent.Simulation.Demo;

/// <summary>A table that renews itself in place.</summary>
internal sealed class LiveView(IAnsiConsole console) : IDemoView
{
    public TimeSpan Interval => TimeSpan.FromSeconds(1);

    public Task ShowAsync(Func<Action<DemoFrame>, Task> play) => console
        .Live(Render(DemoFrame.Empty))
        .Overflow(VerticalOverflow.Ellipsis)
        .StartAsync(context => play(frame =>
        {
            context.UpdateTarget(Render(frame));
            context.Refresh();
        }));

    internal static IRenderable Render(DemoFrame frame) => new Rows(Header(frame), Tasks(frame), new Markup("[grey]Ctrl+C ends the demonstration and checks the books.[/]"));

    private static Panel Header(DemoFrame frame)
    {
        var (source, classes) = (frame.Source, frame.Classes);
        var text = new Rows(
            new Markup(Say($"[bold]{frame.FlowsPerSecond:0}[/] flows/s   received [bold]{source.Received}[/]   undecodable {source.Undecodable}   duplicates {source.Duplicates}   lost at the source {source.Lost}")),
            new Markup(Say($"[green]exact {classes.Exact}[/]   [yellow]inferred {classes.Inferred}[/]   [darkorange]ambiguous {classes.Ambiguous}[/]   [red]unknown {classes.Unknown}[/]")));
        return new Panel(text).Header(Say($" windsock demo  {frame.Elapsed:mm\\:ss} "), Justify.Left).RoundedBorder().Expand();
    }

    private static Table Tasks(DemoFrame frame)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey).Expand();
        table.AddColumn("DAG").AddColumn("Task");
        foreach (var number in new[] { "Flows/s", "Forwarded", "Dropped", "HTTP errors", "DNS failures" })
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        table.AddColumn(new TableColumn("Last peer").NoWrap());
        var previous = "";
        foreach (var row in frame.Tasks)
        {
            table.AddRow(Cells(row, isFirst: row.DagId != previous));
            previous = row.DagId;
        }

        return table;
    }

    private static IRenderable[] Cells(TaskRow row, bool isFirst)
    {
        var isIdle = row.FlowsPerSecond <= 0;
        var name = isIdle ? "grey" : "bold";
        return
        [
            new Markup(isFirst ? $"[{name}]{Markup.Escape(row.DagId)}[/]" : ""),
            new Markup($"[{(isIdle ? "grey" : "default")}]{Markup.Escape(row.TaskId)}[/]"),
            new Markup(isIdle ? "[grey]-[/]" : Say($"[green]{row.FlowsPerSecond:0.0}[/]")),
            new Markup(Say($"{row.Forwarded}")),
            Alarm(row.Dropped, "red"),
            Alarm(row.HttpErrors, "yellow"),
            Alarm(row.DnsFailures, "yellow"),
            new Markup($"[{(isIdle ? "grey" : "default")}]{Markup.Escape(row.LastPeer)}[/]"),
        ];
    }

    private static Markup Alarm(long count, string colour) => new(count == 0 ? "[grey]0[/]" : Say($"[{colour}]{count}[/]"));

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
