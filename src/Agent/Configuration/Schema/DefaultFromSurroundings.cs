namespace Windsock.Agent.Configuration.Schema;

/// <summary>A default that is not a constant.</summary>
/// <param name="Words">For the reference page.</param>
/// <param name="Find">Gives the value and the words for where it came from.</param>
internal sealed record DefaultFromSurroundings(string Words, Func<IReadOnlyDictionary<string, string>, (string Value, string From)> Find);
