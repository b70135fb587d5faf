namespace Windsock.Testing.Documents;

/// <summary>What stands between two lines of three backticks.</summary>
/// <param name="Place">Page and line of its first backticks, for messages.</param>
/// <param name="Language">The word after the first backticks; empty when there is none.</param>
/// <param name="Text">Its lines, without the indentation of the fence.</param>
/// <param name="IsExempt">The line before it says <c>&lt;!-- sample: none --&gt;</c>, with or without a reason in brackets: nothing here can
/// check it.</param>
public sealed record FencedBlock(string Place, string Language, string Text, bool IsExempt)
{
    /// <summary>Lines of a shell, each with those that it goes on in after a backslash.</summary>
    public IEnumerable<string> Commands => Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n');
}
