using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Windsock.Agent.Tries;

/// <summary>How tries are called, and the public spelling of closed sets in both directions: lower case, as in metric labels
/// (<c>policy_denied</c>).</summary>
internal static class TryWords
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    /// <summary><c>etl.load</c>, and <c>etl.load[3]</c> for a mapped task.</summary>
    public static string NameOf(string dagId, string taskId, int mapIndex) =>
        mapIndex < 0 ? $"{dagId}.{taskId}" : string.Create(CultureInfo.InvariantCulture, $"{dagId}.{taskId}[{mapIndex}]");

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
