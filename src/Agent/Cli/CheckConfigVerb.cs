using Windsock.Agent.Configuration;
using Windsock.Agent.Guardrails;

namespace Windsock.Agent.Cli;

/// <summary><c>windsock check-config</c>.</summary>
internal static class CheckConfigVerb
{
    public static int Run(string file, IReadOnlyDictionary<string, string> environment, OutputFormat output, CliConsole console)
    {
        var outcome = AgentConfiguration.Load(file, environment);
        if (output == OutputFormat.Json)
        {
            console.Out.Write(ConfigurationText.Json(outcome));
        }
        else if (outcome.Configuration is { } configuration)
        {
            console.Out.Write(ConfigurationText.Summary(file, configuration));
            console.Out.Write(GuardrailText.Summary(configuration));
        }
        else
        {
            console.Error.Write(ConfigurationText.Errors(outcome.Errors));
        }

        return outcome.Configuration is null ? ExitCode.Usage : ExitCode.Ok;
    }
}
