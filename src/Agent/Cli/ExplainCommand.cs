using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Windsock.Agent.Configuration;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock explain</c>.</summary>
internal sealed class ExplainCommand
{
    private readonly Argument<string?> _dag = new("dag")
    {
        HelpName = "DAG",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "DAG id. Without it: tries of every DAG.",
    };

    private readonly Option<string?> _namespace = Text("--namespace", "NAME", "Only tries whose pods run in this Kubernetes namespace.");
    private readonly Option<string?> _task = Text("--task", "TASK", "Only tries of this task id.");
    private readonly Option<string?> _run = Text("--run", "RUN", "Only tries of this run id.");
    private readonly Option<int?> _try = Number("--try", "N", "Only tries of this number, from 1.", 0);
    private readonly Option<int?> _mapIndex = Number("--map-index", "N", "Only this index of a mapped task, from 0.", -1);
    private readonly Option<TryResult?> _result = Choice<TryResult>("--result", "RESULT", "Only tries that ended like this");
    private readonly Option<FailureCause?> _cause = Choice<FailureCause>("--cause", "CAUSE", "Only tries with this cause");
    private readonly Option<string?> _id = Id();
    private readonly Option<Uri> _agent = CliOptions.Agent();
    private readonly Option<int> _limit = CliOptions.Number("--limit", "Tries in a table, at most", 20, 1, Web.TryParameters.MaxLimit);
    private readonly Option<OutputFormat> _output = CliOptions.Output();

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock explain", "The latest tries on this node, failed ones first."),
        new("windsock explain etl --task load --run manual__2026-03-01T09:00:00+00:00", "What happened to one task of one run: a table of its tries, or the story if there is one."),
        new("windsock explain --id 5b1d2f60c3a94e87", "The story of one try."),
        new("windsock explain etl --result failed -o json", "As JSON: a list has the key \"tries\", a story has not."),
        new("kubectl -n windsock exec POD -- /app/windsock explain etl", "Ask the agent on the node where the task ran."),
    ];

    public Command Create(Verb<ExplainArguments> body, CliConsole console)
    {
        var verb = new Command(
            "explain",
            "Tell the network story of a DAG, a task or a try, and why it failed. Asks a running agent; each agent knows the tries of its own node. " +
            "One try that matches is told as a story, several are shown as a table.")
        {
            _dag, _namespace, _task, _run, _try, _mapIndex, _result, _cause, _id, _agent, _limit, _output,
        };
        verb.Validators.Add(result =>
        {
            var others = result.Children.OfType<System.CommandLine.Parsing.OptionResult>()
                .Where(option => !option.Implicit && option.Option != _id && option.Option != _agent && option.Option != _output)
                .Select(option => option.Option.Name)
                .Concat(result.GetValue(_dag) is null ? [] : ["DAG"]);
            if (result.GetValue(_id) is not null && others.FirstOrDefault() is { } other)
            {
                result.AddError($"--id names one try; {other} cannot narrow it further");
            }
        });
        verb.SetAction((result, stop) => body(Read(result), console, stop));
        return verb;
    }

    private ExplainArguments Read(ParseResult result) => new(
        result.GetValue(_agent) ?? new Uri(CliOptions.DefaultAgent),
        result.GetValue(_id),
        new StoryQuery(
            result.GetValue(_namespace), result.GetValue(_dag), result.GetValue(_task), result.GetValue(_run),
            result.GetValue(_try), result.GetValue(_mapIndex), result.GetValue(_result), result.GetValue(_cause)),
        result.GetValue(_limit),
        result.GetValue(_output));

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string?> Id()
    {
        var option = Text("--id", "ID", "The try with this id, as tables show it.");
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !TryId.IsOne(token.Value))
            {
                result.AddError($"--id: {ScalarBinding.Quote(token.Value)} is not {TryId.Form}");
            }
        });
        return option;
    }

    private static Option<int?> Number(string name, string value, string description, int lowest) => new(name)
    {
        HelpName = value,
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= lowest)
            {
                return number;
            }

            result.AddError($"{name}: {ScalarBinding.Quote(text)} is not a whole number from {lowest.ToString(CultureInfo.InvariantCulture)} on");
            return null;
        },
    };

    private static Option<T?> Choice<T>(string name, string value, string description)
        where T : struct, Enum => new(name)
        {
            HelpName = value,
            Description = $"{description}: {string.Join(", ", TryWords.All<T>())}.",
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                var choice = TryWords.Parse<T>(text);
                if (choice is null)
                {
                    result.AddError($"{name}: {ScalarBinding.Quote(text)} is not one of: {string.Join(", ", TryWords.All<T>())}{NearMiss.Hint(text, TryWords.All<T>())}");
                }

                return choice;
            },
        };
}
