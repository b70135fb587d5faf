using System.Collections.Immutable;
using System.CommandLine;
using Windsock.Agent.Web;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock identities</c>.</summary>
internal sealed class IdentitiesCommand
{
    private readonly Option<string?> _namespace = Text("--namespace", "NAME", "Only DAGs whose pods run in this Kubernetes namespace.");
    private readonly Option<string?> _dag = Text("--dag", "DAG", "Only this DAG id.");
    private readonly Option<int> _limit = CliOptions.Number("--limit", "Rows in the table, at most", IdentityPage.DefaultLimit, 1, IdentityPage.MaxLimit);
    private readonly Option<Uri> _agent = CliOptions.Agent();
    private readonly Option<OutputFormat> _output = CliOptions.Output();

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock identities", "As whom each DAG acts, and which identities several DAGs share."),
        new("windsock identities --dag etl", "One DAG."),
        new("windsock identities -o json", "As JSON, with the evidence of each identity."),
        new("kubectl -n windsock exec deploy/windsock-audit -- /app/windsock identities", "Ask the agent that sees the whole cluster."),
    ];

    public Command Create(Verb<IdentitiesArguments> body, CliConsole console)
    {
        var verb = new Command(
            "identities",
            "Show as whom DAGs act: the service accounts of their tasks, and the Cilium identity, SPIFFE id and cloud principal behind each, with what says so. " +
            "Asks a running agent; each agent knows the pods of its own node, and the platform's actions that it is told.")
        {
            _dag, _namespace, _limit, _agent, _output,
        };
        verb.SetAction((result, stop) => body(
            new IdentitiesArguments(result.GetValue(_agent)!, result.GetValue(_namespace), result.GetValue(_dag), result.GetValue(_limit), result.GetValue(_output)), console, stop));
        return verb;
    }

    private static Option<string?> Text(string name, string value, string description)
    {
        var option = new Option<string?>(name) { HelpName = value, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError($"{name}: give a name, or leave it out");
            }
        });
        return option;
    }
}
