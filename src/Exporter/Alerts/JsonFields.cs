using System.Collections.Immutable;
using System.Text.Json;

namespace Windsock.Exporter.Alerts;

/// <summary>One object of JSON, read strictly: whoever reads takes every field once and then says <see cref="End"/>. All members throw
/// <see cref="FormatException"/> with the path of what is wrong, never its content.</summary>
internal sealed class JsonFields(JsonElement element, string path)
{
    /// <summary>Four times what texts of a finding have at most.</summary>
    private const int MaxText = 4_000;

    private int _taken;

    public string Text(string name)
    {
        var field = Take(name, JsonValueKind.String);
        return TextOf(field, name);
    }

    public long Whole(string name, long least, long most) =>
        Take(name, JsonValueKind.Number).TryGetInt64(out var value) && value >= least && value <= most ? value : throw Wrong(name, $"is no whole number from {least} to {most}");

    public bool Flag(string name) => Take(name, JsonValueKind.True, JsonValueKind.False).ValueKind == JsonValueKind.True;

    /// <returns>Index of the choice.</returns>
    public int Choice(string name, params ReadOnlySpan<string> choices)
    {
        var at = choices.IndexOf(Text(name));
        return at >= 0 ? at : throw Wrong(name, $"is none of: {string.Join(", ", choices.ToArray())}");
    }

    public ImmutableArray<string> Texts(string name, int most) => [.. Items(name, most).Select(item =>
        item.ValueKind == JsonValueKind.String ? TextOf(item, name) : throw Wrong(name, "holds something else than texts"))];

    public ImmutableArray<T> List<T>(string name, int most, Func<JsonFields, T> read) => [.. Items(name, most).Select((item, i) =>
        item.ValueKind == JsonValueKind.Object ? read(new JsonFields(item, $"{path}.{name}[{i}]")) : throw Wrong(name, "holds something else than objects"))];

    public JsonFields Group(string name) => new(Take(name, JsonValueKind.Object), $"{path}.{name}");

    public JsonFields? GroupOrNull(string name)
    {
        var field = Take(name, JsonValueKind.Object, JsonValueKind.Null);
        return field.ValueKind == JsonValueKind.Null ? null : new JsonFields(field, $"{path}.{name}");
    }

    /// <summary>There is nothing that was not taken.</summary>
    public void End()
    {
        var count = element.EnumerateObject().Count();
        if (count != _taken)
        {
            throw new FormatException($"{path} has {count} fields, {_taken} are known");
        }
    }

    private JsonElement.ArrayEnumerator Items(string name, int most)
    {
        var field = Take(name, JsonValueKind.Array);
        return field.GetArrayLength() <= most ? field.EnumerateArray() : throw Wrong(name, $"has {field.GetArrayLength()} entries, more than {most}");
    }

    private JsonElement Take(string name, params ReadOnlySpan<JsonValueKind> kinds)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var field))
        {
            throw Wrong(name, "is missing");
        }

        _taken++;
        return kinds.Contains(field.ValueKind) ? field : throw Wrong(name, $"is {field.ValueKind}");
    }

    private string TextOf(JsonElement field, string name)
    {
        try
        {
            var text = field.GetString()!;
            return text.Length <= MaxText ? text : throw Wrong(name, $"has {text.Length} characters, more than {MaxText}");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "is not Unicode");
        }
    }

    private FormatException Wrong(string name, string what) => new($"{path}.{name} {what}");
}
