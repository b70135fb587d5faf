using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Windsock.Agent.Cli;

/// <summary>What Spectre lays out, as text.</summary>
internal static class RenderedText
{
    public static readonly Style Dim = new(decoration: Decoration.Dim);
    public static readonly Style Bold = new(decoration: Decoration.Bold);
    public static readonly Style Bad = new(Color.Red, decoration: Decoration.Bold);
    public static readonly Style Doubtful = new(Color.Yellow);
    public static readonly Style Good = new(Color.Green);

    /// <summary>Lines that end with a break, without blank ones.</summary>
    /// <param name="hasColour">With the escape sequences of a terminal.</param>
    public static string Of(IRenderable what, int width, bool hasColour)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        console.Write(what);

        // Cells are padded to the width of their column; at the end of a line that is noise in a file and in a diff.
        var lines = writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
        return string.Concat(lines.Select(line => line + "\n"));
    }
}
