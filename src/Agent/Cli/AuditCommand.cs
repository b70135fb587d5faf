using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Windsock.Agent.Configuration;
using Windsock.Agent.Configuration.Values;
using Windsock.Exporter.AuditTrail.Querying;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Cli;

/// <summary>The commands of <c>windsock audit</c> and their options.</summary>
internal sealed class AuditCommand
{
    private readonly Option<string> _key = new("--key-file")
    {
        HelpName = "FILE",
        Description = "Secret that the trail was written with (platform.trail.keyFile); then every record must have an HMAC that fits.",
        DefaultValueFactory = _ => "",
    };

    private readonly Option<string?> _head = new("--expect-head")
    {
        HelpName = "HASH",
        Description = "A head that was published once, as the agent logs it when a file is sealed: the record it belongs to must still be there.",
    };

    private readonly Option<string?> _dag = Name("--dag", "DAG", "Only records of this DAG.");
    private readonly Option<string?> _task = Name("--task", "TASK", "Only records of this task.");
    private readonly Option<string?> _run = Name("--run", "RUN", "Only records of this run.");
    private readonly Option<string?> _identity = Name("--identity", "NAME", "Only what was done as this service account (with or without its namespace), user, cloud principal or credential id.");
    private readonly Option<string?> _system = new("--system") { HelpName = "SYSTEM", Description = "Only this system: kubernetes, crossplane, terraform, cloud_run, google, aws, azure, network." };
    private readonly Option<string?> _outcome = new("--outcome") { HelpName = "OUTCOME", Description = "Only this outcome: succeeded, denied, missing_token, token_refused, not_found, conflict, invalid, throttled, failed, routing, unknown." };
    private readonly Option<string?> _kind = new("--kind") { HelpName = "KIND", Description = "Only this kind of record: action, denial, moment, finding, all_clear, started, stopped, gap, recovered, retention." };
    private readonly Option<string?> _since = Time("--since", "Only what happened since then");
    private readonly Option<string?> _until = Time("--until", "Only what happened until then");
    private readonly Option<int> _limit = CliOptions.Number("--limit", "Rows of the table, the newest; JSON has all", 200, 1, 10_000);

    public AuditCommand() => _head.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && !Regex.IsMatch(result.Tokens[0].Value, "^[0-9a-f]{64}$"))
        {
            result.AddError($"--expect-head: {ScalarBinding.Quote(result.Tokens[0].Value)} is not a head: 64 digits of 0-9 and a-f");
        }
    });

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock audit verify /var/lib/windsock/trail", "Prove that nothing was changed or cut. Exit code 7 if something was."),
        new("windsock audit query /var/lib/windsock/trail --dag provision --since 24h", "Who did what, when, through which run, as which identity."),
    ];

    public static ImmutableArray<HelpExample> VerifyExamples { get; } =
    [
        new("windsock audit verify /var/lib/windsock/trail", "Prove that nothing was changed or cut. Exit code 7 if something was."),
        new("windsock audit verify /mnt/copy --key-file trail.key -o json", "A copy of a trail with a key, as JSON."),
    ];

    public static ImmutableArray<HelpExample> QueryExamples { get; } =
    [
        new("windsock audit query /var/lib/windsock/trail --dag provision --since 24h", "What a DAG did in the last day."),
        new("windsock audit query /var/lib/windsock/trail --identity airflow/worker --outcome denied", "What a service account was denied."),
        new("windsock audit query /var/lib/windsock/trail --run 'scheduled__2026-03-01*' -o json", "The records themselves, as JSON lines."),
    ];

    public Command CreateVerify(Verb<AuditVerifyArguments> body, CliConsole console)
    {
        var (directory, output) = (Directory(), CliOptions.Output());
        var verb = new Command("verify", "Prove that nothing in an audit trail was changed, cut, moved or taken away. Names the file, the line and what is wrong. Reads only; the agent may go on writing.")
        {
            directory, _key, _head, output,
        };
        verb.SetAction((result, stop) => body(
            new AuditVerifyArguments(result.GetValue(directory)!, result.GetValue(_key)!, result.GetValue(_head), result.GetValue(output)), console, stop));
        return verb;
    }

    public Command CreateQuery(Verb<AuditQueryArguments> body, CliConsole console)
    {
        var (directory, output) = (Directory(), CliOptions.Output());
        var verb = new Command("query", "Show who did what, when, through which run, as which identity. In names * stands for any letters. It proves nothing: that is what 'verify' is for.")
        {
            directory, _dag, _task, _run, _identity, _system, _outcome, _kind, _since, _until, _limit, output,
        };
        verb.SetAction((result, stop) => body(
            new AuditQueryArguments(result.GetValue(directory)!, QueryOf(result), result.GetValue(_limit), result.GetValue(output)), console, stop));
        return verb;
    }

    private TrailQuery QueryOf(ParseResult result) => new()
    {
        Dag = PatternOf(result.GetValue(_dag)),
        Task = PatternOf(result.GetValue(_task)),
        Run = PatternOf(result.GetValue(_run)),
        Identity = PatternOf(result.GetValue(_identity)),
        System = result.GetValue(_system),
        Outcome = result.GetValue(_outcome),
        Kind = result.GetValue(_kind),
        Since = TimeOf(result.GetValue(_since)),
        Until = TimeOf(result.GetValue(_until)),
    };

    private static NamePattern? PatternOf(string? text) => text is null ? null : new NamePattern(text);

    private static DateTimeOffset? TimeOf(string? text) => text is not null && SinceText.TryParse(text, TimeProvider.System.GetUtcNow(), out var time) ? time : null;

    private static Argument<string> Directory() => new("directory") { HelpName = "DIRECTORY", Description = "Directory of the trail (platform.trail.directory), or a copy of it." };

    private static Option<string?> Name(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Option<string?> Time(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "TIME", Description = $"{description}: {SinceText.Form}." };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !SinceText.TryParse(result.Tokens[0].Value, TimeProvider.System.GetUtcNow(), out _))
            {
                result.AddError($"{name}: {ScalarBinding.Quote(result.Tokens[0].Value)} is not {SinceText.Form}");
            }
        });
        return option;
    }
}
