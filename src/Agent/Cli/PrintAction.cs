using System.CommandLine;
using System.CommandLine.Invocation;

namespace Windsock.Agent.Cli;

/// <summary>Prints a text and ends.</summary>
internal sealed class PrintAction : SynchronousCommandLineAction
{
    private readonly CliConsole _console;
    private readonly Func<ParseResult, string> _text;

    public PrintAction(CliConsole console, Func<ParseResult, string> text)
    {
        _console = console;
        _text = text;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _console.Out.Write(_text(parseResult));
        return ExitCode.Ok;
    }
}
