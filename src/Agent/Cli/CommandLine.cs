using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Windsock.Agent.Configuration;

namespace Windsock.Agent.Cli;

/// <summary>From arguments to an exit code.</summary>
internal static class CommandLine
{
    /// <param name="stop">Works like a signal.</param>
    public static async Task<int> RunAsync(string[] arguments, VerbSet verbs, CliConsole console, CancellationToken stop = default)
    {
        var tree = new CommandTree(verbs, console);
        var parsed = tree.Root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is null or ParseErrorAction)
        {
            console.Error.Write(UsageErrors(parsed));
            return ExitCode.Usage;
        }

        using var signals = new StopSignals(stop);
        try
        {
            // Signals and exceptions are handled here, so that every verb ends in the same way.
            var settings = new InvocationConfiguration
            {
                Output = console.Out,
                Error = console.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(settings, signals.Stop);
        }
        catch (OperationCanceledException) when (signals.Stop.IsCancellationRequested)
        {
            console.Error.WriteLine("windsock: interrupted");
            return ExitCode.Interrupted;
        }
        catch (CommandFailure failure)
        {
            console.Error.WriteLine($"windsock: {failure.Message}");
            return failure.Code;
        }
#pragma warning disable CA1031 // The last line of defence: a mistake in the program becomes a message and an exit code.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            console.Error.WriteLine($"windsock: unexpected failure, please report it: {failure}");
            return ExitCode.Failed;
        }
    }

    private static string UsageErrors(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = CommandPath.Of(command);
        var lines = parsed.Errors.Select(error => $"windsock: {Words(error)}").Distinct(StringComparer.Ordinal).ToList();
        var unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        if (unknown is not null)
        {
            var known = unknown.StartsWith('-')
                ? command.Options.Concat(((RootCommand)parsed.RootCommandResult.Command).Options).Where(option => !option.Hidden).Select(option => option.Name)
                : command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name);
            var what = unknown.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
            lines = [$"windsock: unknown {what} {ScalarBinding.Quote(unknown)}{NearMiss.Hint(unknown, known)}"];
        }

        return string.Join('\n', lines) + $"\nTry '{name} --help'.\n";
    }

    /// <summary>The library's words for the two most frequent slips say what was not found, not what to give.</summary>
    private static string Words(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Tokens.Count: 0 } argument when argument.Parent is CommandResult => $"{argument.Argument.HelpName} is missing",
        ArgumentResult { Tokens.Count: 0 } argument when argument.Parent is OptionResult option => $"option '{option.IdentifierToken?.Value}' needs a value",
        OptionResult { Tokens.Count: 0, IdentifierToken: { } name } => $"option '{name.Value}' needs a value",
        _ => Plain(error.Message),
    };

    private static string Plain(string message) => message.Length > 1 && char.IsUpper(message[0]) && char.IsLower(message[1])
        ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.')
        : message.TrimEnd('.');
}
