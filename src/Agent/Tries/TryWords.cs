using System.Collections.Immutable;
using System.Text.Json;

namespace Windsock.Agent.Tries;

/// <summary>The public spelling of closed sets, in both directions: lower case, as in metric labels (<c>policy_denied</c>).</summary>
internal static class TryWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static ImmutableArray<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <summary>Null when no value is spelled like this.</summary>
    public static T? Parse<T>(string word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        return null;
    }
}
