namespace Windsock.Agent.Observe;

/// <summary>Colours of a terminal (ECMA-48, select graphic rendition), or none.</summary>
internal readonly struct FlowColours(bool hasColour)
{
    public string Dim(string text) => In("2", text);

    public string Name(string text) => In("1", text);

    /// <summary>A verdict in the colour of its meaning.</summary>
    /// <param name="verdict">As in records.</param>
    public string OfVerdict(string verdict, string text) => In(verdict switch { "forwarded" => "32", "dropped" or "error" => "31", _ => "33" }, text);

    private string In(string code, string text) => hasColour && text.Length > 0 ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
