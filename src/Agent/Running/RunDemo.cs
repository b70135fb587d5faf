using Windsock.Agent.Cli;

namespace Windsock.Agent.Running;

/// <summary><c>windsock demo</c>.</summary>
internal static class RunDemo
{
    public static Task<int> RunAsync(DemoArguments arguments, CliConsole console, CancellationToken stop) => throw new CommandFailure("'demo' is not part of this build");
}
