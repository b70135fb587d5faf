using System.CommandLine;

namespace Windsock.Agent.Cli;

/// <summary>A command as it is typed: <c>windsock</c>, <c>windsock audit verify</c>.</summary>
internal static class CommandPath
{
    public static string Of(Command command) => command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
        ? "windsock"
        : $"{Of(parent)} {command.Name}";
}
