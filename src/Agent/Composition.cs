using Windsock.Agent.Cli;

namespace Windsock.Agent;

/// <summary>The whole agent on one page, in the order of the data path.</summary>
internal static class Composition
{
    public static VerbSet Verbs { get; } = new(Run, Demo, Replay);

    private static Task<int> Run(RunArguments arguments, CliConsole console, CancellationToken stop) => throw NotBuiltIn("run");

    private static Task<int> Demo(DemoArguments arguments, CliConsole console, CancellationToken stop) => throw NotBuiltIn("demo");

    private static Task<int> Replay(ReplayArguments arguments, CliConsole console, CancellationToken stop) => throw NotBuiltIn("replay");

    private static CommandFailure NotBuiltIn(string verb) => new($"'{verb}' is not part of this build");
}
