using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;
using Windsock.Agent.Web;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock observe</c>.</summary>
internal sealed class ObserveCommand
{
    private readonly Option<string[]> _namespace = Names("--namespace", "NAME", "Only pods of this Kubernetes namespace.");
    private readonly Option<string[]> _dag = Names("--dag", "DAG", "Only tasks of this DAG.");
    private readonly Option<string[]> _task = Names("--task", "TASK", "Only tasks of this id.");
    private readonly Option<string[]> _run = Names("--run", "RUN", "Only tasks of this run.");
    private readonly Option<string[]> _peer = Names("--peer", "PEER", "Only flows with this other end, as its name is in metrics.");
    private readonly Option<string[]> _verdict = Words("--verdict", "VERDICT", "Only this verdict", FlowWords.Verdicts);
    private readonly Option<string[]> _direction = Words("--direction", "DIRECTION", "Only connections that the task opened (egress) or took (ingress)", FlowWords.Directions);
    private readonly Option<string[]> _type = Words("--type", "TYPE", "Only events of this layer", FlowWords.Types);
    private readonly Option<string[]> _class = Words("--class", "CLASS", "Only attributions as sure as this; ambiguous and unknown ones need --all", FlowWords.AllClasses);
    private readonly Option<bool> _all = new("--all") { Description = "Also flows that concern neither a task nor a part of Airflow." };
    private readonly Option<int?> _last = Last();
    private readonly Option<string?> _since = Since();
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with flows as they come, until Ctrl+C." };
    private readonly Option<FlowOutput> _output = Output();
    private readonly Option<Uri> _agent = CliOptions.Agent();

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock observe --dag etl -f", "Follow the flows of one DAG."),
        new("windsock observe --verdict dropped --last 50", "The last 50 that were dropped, and why."),
        new("windsock observe --dag 'etl_*' --peer '*.example.com' --since 5m -o json", "What went to a domain in the last five minutes, as JSON lines."),
        new("windsock observe --all -f -o jsonpb | hubble observe --input-file -", "In Hubble's own JSON, for tools that read it; the attribution is under the key \"windsock\"."),
        new("kubectl -n windsock exec POD -- /app/windsock observe -f", "Ask the agent on the node where the task runs."),
    ];

    public Command Create(Verb<ObserveArguments> body, CliConsole console)
    {
        var verb = new Command(
            "observe",
            "Show the flows of tasks and of Airflow itself as an agent attributes them: those of the past, or with -f as they come. " +
            "Each agent sees the flows of its own node and keeps about the last 4,096. Options that name something may be repeated, and * stands for any letters.")
        {
            _namespace, _dag, _task, _run, _peer, _verdict, _direction, _type, _class, _all, _last, _since, _follow, _output, _agent,
        };
        verb.SetAction((result, stop) => body(
            new ObserveArguments(result.GetValue(_agent)!, Parameters(result), result.GetValue(_follow), result.GetValue(_output)), console, stop));
        return verb;
    }

    private string Parameters(ParseResult result)
    {
        var text = new StringBuilder();
        foreach (var (name, option) in ((string, Option<string[]>)[])
            [("namespace", _namespace), ("dag", _dag), ("task", _task), ("run", _run), ("peer", _peer), ("verdict", _verdict), ("direction", _direction), ("type", _type), ("class", _class)])
        {
            foreach (var value in result.GetValue(option) ?? [])
            {
                Add(name, value);
            }
        }

        Add("all", result.GetValue(_all) ? "true" : null);
        Add("last", result.GetValue(_last)?.ToString(CultureInfo.InvariantCulture));
        Add("since", result.GetValue(_since));
        Add("follow", result.GetValue(_follow) ? "true" : null);
        Add("format", result.GetValue(_output) == FlowOutput.Jsonpb ? "hubble" : null);
        return text.ToString();

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    private static Option<string[]> Names(string name, string value, string description)
    {
        var option = new Option<string[]>(name) { HelpName = value, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > FlowParameters.MaxValues)
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: given {result.Tokens.Count} times; at most {FlowParameters.MaxValues} are allowed"));
            }
            else if (result.Tokens.Any(token => token.Value.Length == 0))
            {
                result.AddError($"{name}: '' is no name; give one or leave it out");
            }
        });
        return option;
    }

    private static Option<string[]> Words<T>(string name, string value, string description, ImmutableArray<(string Word, T Value)> words)
        where T : struct
    {
        var known = words.Select(word => word.Word).ToArray();
        var option = Names(name, value, $"{description}: {string.Join(", ", known)}.");
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.Length > 0 && FlowWords.Parse(words, token.Value) is null))
            {
                result.AddError($"{name}: {ScalarBinding.Quote(token.Value)} is not one of: {string.Join(", ", known)}{NearMiss.Hint(token.Value, known)}");
            }
        });
        return option;
    }

    private static Option<int?> Last() => new("--last")
    {
        HelpName = "N",
        Description = string.Create(CultureInfo.InvariantCulture, $"So many of the past at most, the newest of them (default: {FlowParameters.DefaultLast} without --since and --follow)."),
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= RecentFlows.DefaultCapacity)
            {
                return number;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--last: {ScalarBinding.Quote(text)} is not a whole number from 1 to {RecentFlows.DefaultCapacity}"));
            return null;
        },
    };

    private static Option<string?> Since() => new("--since")
    {
        HelpName = "TIME",
        Description = "Nothing older: a duration such as 5m, or a time such as 2026-03-01T09:30:00Z.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!SinceText.TryParse(text, DateTimeOffset.MaxValue, out _))
            {
                result.AddError($"--since: {ScalarBinding.Quote(text)} is not {SinceText.Form}");
            }

            return text;
        },
    };

    private static Option<FlowOutput> Output() => new("--output", "-o")
    {
        HelpName = "compact|table|json|jsonpb",
        Description = "How flows are printed (default: compact). json: one record a line; jsonpb: Hubble's own JSON.",
        DefaultValueFactory = _ => FlowOutput.Compact,
        CustomParser = result => CliOptions.Choose(
            result, "--output", ("compact", FlowOutput.Compact), ("table", FlowOutput.Table), ("json", FlowOutput.Json), ("jsonpb", FlowOutput.Jsonpb)),
    };
}
