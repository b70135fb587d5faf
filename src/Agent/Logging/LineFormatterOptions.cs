using Microsoft.Extensions.Logging.Console;

namespace Windsock.Agent.Logging;

/// <summary>Options of <see cref="LineFormatter"/>.</summary>
internal sealed class LineFormatterOptions : ConsoleFormatterOptions
{
    /// <summary>Follow an entry that has an exception with its stack. Default false: the messages only, on the same line.</summary>
    public bool WithStacks { get; set; }
}
