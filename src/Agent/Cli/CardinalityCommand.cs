using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Windsock.Agent.Cardinality;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock cardinality</c>.</summary>
internal sealed class CardinalityCommand
{
    private readonly Option<string> _dags = new("--dags")
    {
        HelpName = "N|FILE",
        Description = "How many DAGs, or a file that lists them: YAML or JSON, 'dags:' with entries of dag, count, tasks, peers, peerKinds, requests, dnsCodes, troubles, mesh, serves, systems, actions, claims, stateLocks, cloudCalls (default: 100).",
        DefaultValueFactory = _ => "100",
    };

    private readonly Option<int> _tasks = CliOptions.Number("--tasks", "Tasks of each DAG, mapped ones counted once", 5, 1, ClusterPlan.MaxTasks);
    private readonly Option<int> _peers = CliOptions.Number("--peers", "Named peers that a task connects to within metrics.seriesTtl", 6, 0, 10_000);
    private readonly Option<bool> _mesh = new("--mesh") { Description = "The tasks have a mesh proxy whose calls the agent hears of." };
    private readonly Option<int> _nodes = CliOptions.Number("--nodes", "Nodes that run pods of tasks, each with an agent; 1 for one agent with kubernetes.scope: cluster", 1, 1, ClusterPlan.MaxNodes);
    private readonly Option<int> _nodesPerTask = CliOptions.Number("--nodes-per-task", "Nodes on which one task runs within metrics.seriesTtl", 1, 1, ClusterPlan.MaxNodes);
    private readonly Option<string?> _config = CliOptions.Config();
    private readonly Option<Uri> _agent = CliOptions.Agent();
    private readonly Option<string?> _metrics = new("--from-metrics") { HelpName = "FILE", Description = "Count a saved page of /metrics (text format) instead." };
    private readonly Option<int> _times = CliOptions.Number("--times", "With --agent or --from-metrics: how many times as many DAGs", 10, 1, 10_000);
    private readonly Option<OutputFormat> _output = CliOptions.Output();

    public CardinalityCommand()
    {
        _agent.Description = "Count what this running agent has instead, and what it would have with --times as many DAGs.";
        _config.Description = "Configuration file (YAML) with the budgets in section metrics. Without it: the defaults.";
    }

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock cardinality --dags 200 --tasks 5 --peers 6 --nodes 50", "Series per metric for 200 DAGs on 50 nodes, and what folds into _other."),
        new("windsock cardinality --dags dags.yaml --config windsock.yaml -o json", "The same for the DAGs of a file and other budgets, as JSON."),
        new("windsock cardinality --agent http://127.0.0.1:9465 --times 10", "What an agent has now, and with ten times as many DAGs."),
    ];

    public Command Create(Verb<CardinalityArguments> body, CliConsole console)
    {
        var verb = new Command(
            "cardinality",
            "Reckon how many series DAGs make, per metric, on one agent and in the whole cluster, and what the budgets of section metrics fold together.")
        {
            _dags, _tasks, _peers, _mesh, _nodes, _nodesPerTask, _config, _agent, _metrics, _times, _output,
        };
        verb.Validators.Add(Check);
        verb.SetAction((result, stop) => body(ToArguments(result), console, stop));
        return verb;
    }

    private CardinalityArguments ToArguments(ParseResult result)
    {
        var dags = result.GetValue(_dags)!;
        var isNumber = IsNumber(dags, out var count);
        return new CardinalityArguments(
            isNumber ? null : dags, count, result.GetValue(_tasks), result.GetValue(_peers), result.GetValue(_mesh), result.GetValue(_nodes),
            result.GetValue(_nodesPerTask), result.GetValue(_config), IsGiven(result.CommandResult, _agent) ? result.GetValue(_agent) : null,
            result.GetValue(_metrics), result.GetValue(_times), result.GetValue(_output));
    }

    /// <summary>Options that contradict each other, and a number of DAGs that is out of range.</summary>
    private void Check(CommandResult result)
    {
        if (IsGiven(result, _dags) && result.GetResult(_dags) is { Tokens: [var token] } && token.Value.All(char.IsAsciiDigit)
            && (!IsNumber(token.Value, out var dags) || dags is < 1 or > ClusterPlan.MaxDags))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--dags: '{token.Value}' is not a whole number from 1 to {ClusterPlan.MaxDags}"));
        }

        Option[] sources = [_dags, _agent, _metrics];
        var given = sources.Where(option => IsGiven(result, option)).Select(option => option.Name).ToArray();
        if (given.Length > 1)
        {
            result.AddError($"{string.Join(" and ", given)} exclude each other; give one of them");
        }

        Option[] planned = [_tasks, _peers, _mesh, _nodes, _nodesPerTask];
        if ((IsGiven(result, _agent) || IsGiven(result, _metrics)) && planned.FirstOrDefault(option => IsGiven(result, option)) is { } needless)
        {
            result.AddError($"{needless.Name} does not go with {given[0]}, which counts what is there");
        }
        else if (IsGiven(result, _times) && !IsGiven(result, _agent) && !IsGiven(result, _metrics))
        {
            result.AddError("--times needs --agent or --from-metrics; with --dags give more DAGs");
        }
    }

    private static bool IsGiven(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
