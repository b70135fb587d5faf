namespace Windsock.Agent.Alerting;

/// <summary>Names under which an agent keeps its state: several may share a directory.</summary>
internal static class StateNames
{
    /// <summary>Lower-case letters, digits and hyphens.</summary>
    public static string Of(string node) => string.Concat(node.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-'));
}
