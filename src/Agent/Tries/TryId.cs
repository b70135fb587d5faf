namespace Windsock.Agent.Tries;

/// <summary>How ids of tries are written.</summary>
internal static class TryId
{
    public const string Form = "16 digits of 0-9 and a-f";

    public static bool IsOne(string text) => text.Length == 16 && text.All(char.IsAsciiHexDigitLower);
}
