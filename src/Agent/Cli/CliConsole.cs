namespace Windsock.Agent.Cli;

/// <summary>Where a verb prints. Results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
/// <param name="IsTerminal">A person looks at <paramref name="Out"/>: colour and live tables are welcome.</param>
/// <param name="Width">Columns to print in; results that are piped are never broken at a width.</param>
internal sealed record CliConsole(TextWriter Out, TextWriter Error, bool IsTerminal, int Width)
{
    /// <summary>Wide enough that nothing is ever cut.</summary>
    public const int Unbroken = 10_000;

    /// <summary>Results may be coloured: a terminal, and nobody has asked for none by the variable NO_COLOR.</summary>
    public bool HasColour { get; init; }

    public static CliConsole OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb";
        return new CliConsole(Console.Out, Console.Error, isTerminal, isTerminal ? WidthOfTerminal() : Unbroken)
        {
            HasColour = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        };
    }

    private static int WidthOfTerminal()
    {
        try
        {
            return Console.WindowWidth is > 20 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
