using System.Collections.Immutable;
using System.CommandLine;
using Windsock.Agent.Web;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock top</c>.</summary>
internal sealed class TopCommand
{
    private readonly Option<bool> _once = new("--once") { Description = "Print one table and end, even on a terminal." };
    private readonly Option<int> _limit = CliOptions.Number("--limit", "DAGs in the table, at most", 20, 1, DagPage.MaxLimit);
    private readonly Option<Uri> _agent = CliOptions.Agent();
    private readonly Option<OutputFormat> _output = CliOptions.Output();

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock top", "Watch until Ctrl+C; the table is new every 2 seconds."),
        new("windsock top --once", "One table. So is what is piped."),
        new("windsock top -o json --limit 5", "The five busiest DAGs, as JSON."),
    ];

    public Command Create(Verb<TopArguments> body, CliConsole console)
    {
        var verb = new Command(
            "top",
            "Show what each DAG does on an agent's node, the busiest first: flows a second over the last minute, and what went wrong in that minute.")
        {
            _once, _limit, _agent, _output,
        };
        verb.SetAction((result, stop) => body(
            new TopArguments(result.GetValue(_agent)!, result.GetValue(_once), result.GetValue(_limit), result.GetValue(_output)), console, stop));
        return verb;
    }
}
