namespace Windsock.Model.State;

/// <summary>Names under which agents keep their state: several may share a place.</summary>
public static class StateNames
{
    /// <summary>The node's name in lower-case letters, digits and hyphens, which is all that a name of state may hold.</summary>
    public static string Of(string node) => string.Concat(node.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
}
