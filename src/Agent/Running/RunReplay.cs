using Windsock.Agent.Cli;

namespace Windsock.Agent.Running;

/// <summary><c>windsock replay</c>.</summary>
internal static class RunReplay
{
    public static Task<int> RunAsync(ReplayArguments arguments, CliConsole console, CancellationToken stop) => throw new CommandFailure("'replay' is not part of this build");
}
