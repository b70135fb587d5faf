using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Configuration.Schema;
using Windsock.Agent.Configuration.Values;

namespace Windsock.Agent.Configuration;

/// <summary>Turns the text at a key into its value.</summary>
internal static class ScalarBinding
{
    private const int ShownLength = 60;

    /// <summary>Null and a <paramref name="problem"/> when the text is not a value of the key.</summary>
    public static object? Convert(KeySchema key, string text, out string problem)
    {
        problem = "";
        switch (key.Kind)
        {
            case ValueKind.Text:
                return ConvertText(key, text, out problem);
            case ValueKind.Flag when text is "true" or "false":
                return text == "true";
            case ValueKind.Duration when DurationText.TryParse(text, out var duration):
                return duration;
            case ValueKind.Size when ByteSizeText.TryParse(text, out var bytes):
                return Fit(key, bytes, text, out problem);
            case ValueKind.Whole when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                return Fit(key, whole, text, out problem);
            case ValueKind.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return number;
            case ValueKind.Choice:
                return ConvertChoice(key, text, out problem);
            default:
                problem = $"{Quote(text)} is not {FormOf(key)}{(key.FormattedRange is { } range ? $"; allowed: {range.Lowest} to {range.Highest}" : "")}";
                return null;
        }
    }

    public static string OutOfRange(KeySchema key, string text)
    {
        var allowed = key.FormattedRange is { } range ? $"; allowed: {range.Lowest} to {range.Highest}" : "";
        return $"{Quote(text)} is out of range{allowed}";
    }

    /// <summary>What is written at a key of this kind, for messages.</summary>
    public static string FormOf(KeySchema key) => key.Kind switch
    {
        ValueKind.Flag => "true or false",
        ValueKind.Duration => DurationText.Form,
        ValueKind.Size => ByteSizeText.Form,
        ValueKind.Whole => "a whole number",
        ValueKind.Number => "a number",
        ValueKind.Choice => $"one of: {string.Join(", ", key.Choices)}",
        ValueKind.List => "a list such as [a, b]",
        ValueKind.Group => $"a group of keys: {string.Join(", ", key.Children.Select(child => child.Key))}",
        _ => "a text",
    };

    /// <summary>For a message of one line.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length > ShownLength ? text[..ShownLength] + "..." : text;
        return "'" + string.Concat(shown.Select(letter => char.IsControl(letter) ? ' ' : letter)) + "'";
    }

    private static string? ConvertText(KeySchema key, string text, out string problem)
    {
        problem = "";
        if (key.IsFile && (text.Contains('\n', StringComparison.Ordinal) || text.Contains("-----BEGIN", StringComparison.Ordinal)))
        {
            problem = "must be the path of a file; certificates, keys and other secrets are never written into the configuration";
            return null;
        }

        return text;
    }

    private static object? ConvertChoice(KeySchema key, string text, out string problem)
    {
        problem = "";
        foreach (var name in Enum.GetNames(key.ValueType))
        {
            if (JsonNamingPolicy.CamelCase.ConvertName(name) == text)
            {
                return Enum.Parse(key.ValueType, name);
            }
        }

        problem = $"{Quote(text)} is not {FormOf(key)}{NearMiss.Hint(text, key.Choices)}";
        return null;
    }

    private static object? Fit(KeySchema key, long value, string text, out string problem)
    {
        var fits = key.ValueType == typeof(long) || value is >= int.MinValue and <= int.MaxValue;
        problem = fits ? "" : OutOfRange(key, text);
        return fits ? System.Convert.ChangeType(value, key.ValueType, CultureInfo.InvariantCulture) : null;
    }
}
