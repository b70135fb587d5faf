using System.Collections.Immutable;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Simulation.Demo;

namespace Windsock.Agent.Running;

/// <summary><c>windsock demo</c>: the simulated cluster, and the agent as it is with a file of settings that points at it.</summary>
internal static class RunDemo
{
    public static Task<int> RunAsync(DemoArguments arguments, CliConsole console, CancellationToken stop)
    {
        var settings = new DemoSettings(arguments.Duration, arguments.Seed, arguments.FlowsPerSecond)
        {
            Listen = arguments.Listen,
            PublicSocket = arguments.SocketPath,
            Mesh = arguments.Mesh,
            Platform = arguments.Platform,
            IsJson = arguments.Output == OutputFormat.Json,
            IsLive = console.IsTerminal && !arguments.IsPlain,
        };
        return new DemoVerb(RunAgentAsync, console.Out, console.Error, TimeProvider.System).RunAsync(settings, stop);
    }

    private static Task<int> RunAgentAsync(string configFile, CancellationToken stop)
    {
        // Overrides in the environment are meant for another agent than the demo's.
        var outcome = AgentConfiguration.Load(configFile, ImmutableDictionary<string, string>.Empty);
        return outcome.Configuration is { } configuration
            ? RunAgent.RunAsync(configuration, TimeProvider.System, stop)
            : throw new CommandFailure(ConfigurationText.Errors(outcome.Errors));
    }
}
