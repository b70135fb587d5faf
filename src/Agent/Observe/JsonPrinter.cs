using System.Globalization;
using System.Text;
using Windsock.Agent.Cli;

namespace Windsock.Agent.Observe;

/// <summary>Lines as the agent wrote them; letters that a terminal would obey are written as JSON's own escapes.</summary>
internal sealed class JsonPrinter(CliConsole console) : IFlowPrinter
{
    public void Print(ReadOnlyMemory<byte> json)
    {
        var text = Encoding.UTF8.GetString(json.Span);
        console.Out.Write((text.All(SafeText.IsSafe) ? text : Escape(text)) + "\n");
    }

    private static string Escape(string text) => string.Concat(text.Select(letter => SafeText.IsSafe(letter)
        ? letter.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}")));
}
