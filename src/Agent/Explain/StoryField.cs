using Spectre.Console;

namespace Windsock.Agent.Explain;

/// <summary>A name and what is to be said about it; empty when there is nothing.</summary>
internal readonly record struct StoryField(string Name, string Value, Style? Look = null)
{
    /// <summary>Fields of all sections stand in one line.</summary>
    public const int NameWidth = 9;
}
