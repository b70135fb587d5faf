namespace Windsock.Agent.Cli;

/// <summary>A verb cannot go on for a reason that is not a mistake in the program. The message is for the person at the
/// terminal: what happened, the value, where to change it.</summary>
internal sealed class CommandFailure : Exception
{
    public CommandFailure(string message, int exitCode = ExitCode.Failed, Exception? inner = null)
        : base(message, inner) => Code = exitCode;

    public int Code { get; }
}
