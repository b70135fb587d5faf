using System.Collections.Immutable;
using System.CommandLine;

namespace Windsock.Agent.Cli;

/// <summary>The options of <c>windsock doctor</c>.</summary>
internal sealed class DoctorCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(2);

    private readonly Option<string?> _config = CliOptions.Config();
    private readonly Option<Uri?> _agent = CliOptions.Agent("Address of the running agent's pages (default: port of http.listen on this machine).");
    private readonly Option<TimeSpan?> _timeout = Timeout();
    private readonly Option<bool> _sendTestAlert = new("--send-test-alert")
    {
        Description = "Send a critical alert that says it is a test to every receiver that is switched on, and say that it is over where it has to be closed. PagerDuty wakes people.",
    };

    private readonly Option<OutputFormat> _output = CliOptions.Output();

    public static ImmutableArray<HelpExample> Examples { get; } =
    [
        new("windsock doctor --config windsock.yaml", "Make every check; the exit code is 0 if all is well, 5 after a warning, 6 after a failure."),
        new("kubectl -n windsock exec POD -- /app/windsock doctor --config /etc/windsock/windsock.yaml", "From inside the agent's pod: with its rights, its network and its files."),
        new("windsock doctor --config windsock.yaml --send-test-alert", "See whether alerts arrive."),
        new("windsock doctor --config windsock.yaml -o json", "As JSON, with the state, the meaning and the mend of each check."),
    ];

    public Command Create(Verb<DoctorArguments> body, CliConsole console)
    {
        var verb = new Command(
            "doctor",
            "Check the integration with Cilium, Kubernetes, Istio, Prometheus and the receivers of alerts, and print what to do about what is wrong. " +
            "Reads only: nothing is changed, and nothing is sent without --send-test-alert.")
        {
            _config, _agent, _timeout, _sendTestAlert, _output,
        };
        verb.SetAction((result, stop) => body(
            new DoctorArguments(
                result.GetValue(_config), result.GetValue(_agent), result.GetValue(_timeout) ?? DefaultTimeout, result.GetValue(_sendTestAlert), result.GetValue(_output)),
            console,
            stop));
        return verb;
    }

    private static Option<TimeSpan?> Timeout()
    {
        var option = CliOptions.Duration("--timeout", "Longest time that each check may take; they run at the same time (default: 5s, at most 2m).");
        option.Validators.Add(result =>
        {
            // A value that cannot be read has its own message.
            if (result.Tokens is [var token, ..] && Configuration.Values.DurationText.TryParse(token.Value, out var given) && given > LongestTimeout)
            {
                result.AddError($"--timeout: '{token.Value}' is longer than 2m");
            }
        });
        return option;
    }
}
