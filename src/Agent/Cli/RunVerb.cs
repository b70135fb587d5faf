using Windsock.Agent.Configuration;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock run</c>: no start without a valid configuration.</summary>
internal static class RunVerb
{
    public static async Task<int> RunAsync(string? config, Verb<RunArguments> run, CliConsole console, CancellationToken stop)
    {
        var outcome = AgentConfiguration.Load(config, ProcessEnvironment.Read());
        if (outcome.Configuration is not { } configuration)
        {
            console.Error.Write(ConfigurationText.Errors(outcome.Errors));
            return ExitCode.Usage;
        }

        return await run(new RunArguments(configuration), console, stop);
    }
}
