using System.Buffers.Text;
using System.Text.Json;

namespace Windsock.FlowCollector.AirflowApi;

/// <summary>Reads the answers of Airflow's REST API (v1: Airflow 2, v2: Airflow 3; the fields read here are the same in both). Pure. Null,
/// and never an exception, for anything that is not such an answer.</summary>
internal static class AirflowApiMapper
{
    /// <summary>Airflow's own limit for a tag is 100; owners are short names.</summary>
    private const int MaxNameLength = 250;

    private const int MaxNames = 64;
    private const int MaxStateLength = 32;
    private const int MaxTokenLength = 16 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    /// <summary>TaskInstanceResponse, or one of its history: <c>state</c> and <c>try_number</c>.</summary>
    public static TryState? ReadTry(byte[] json) => Read(json, static root =>
        root.TryGetProperty("try_number", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var tryNumber) && StateIn(root) is { } state
            ? new TryState(state, tryNumber)
            : null);

    /// <summary><c>owner</c> of a task: one name, or several with commas between them.</summary>
    public static AirflowNames? ReadOwners(byte[] json) => Read(json, static root =>
        root.TryGetProperty("owner", out var owner) && owner.ValueKind is JsonValueKind.String or JsonValueKind.Null
            ? Names((owner.GetString() ?? "").Split(','))
            : null);

    /// <summary><c>tags</c> of a DAG: objects with a <c>name</c>; null when it has none.</summary>
    public static AirflowNames? ReadTags(byte[] json) => Read(json, static root =>
        !root.TryGetProperty("tags", out var tags) ? null
        : tags.ValueKind == JsonValueKind.Array ? Names(tags.EnumerateArray().Select(TagName))
        : tags.ValueKind == JsonValueKind.Null ? AirflowNames.None
        : null);

    /// <summary><c>version</c> as Airflow writes it: <c>2.10.3</c>, <c>3.0.1</c>, <c>2.9.3+composer</c>.</summary>
    public static string? ReadVersion(byte[] json) => Read(json, static root =>
        TextIn(root, "version") is { Length: > 0 and <= 40 } version && char.IsAsciiDigit(version[0]) && version.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '+' or '-')
            ? version
            : null);

    /// <summary><c>access_token</c> of a log-in.</summary>
    public static string? ReadToken(byte[] json) => Read(json, static root =>
        TextIn(root, "access_token") is { Length: > 0 and <= MaxTokenLength } token && token.All(letter => letter is > ' ' and <= '~') ? token : null);

    /// <summary>From <c>iat</c> to <c>exp</c> of a JWT; null when it does not say. What is signed does not matter here.</summary>
    public static TimeSpan? LifeOf(string token)
    {
        var parts = token.Split('.', 4);
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1], out var length))
        {
            return null;
        }

        var payload = new byte[length];
        Base64Url.DecodeFromChars(parts[1], payload);
        return Read(payload, static root =>
            SecondsIn(root, "exp") is { } end && SecondsIn(root, "iat") is { } start && end > start ? new JwtLife(TimeSpan.FromSeconds(end - start)) : null)?.Span;
    }

    private static T? Read<T>(byte[] json, Func<JsonElement, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // Not JSON, nested too deep, or (the reader's second way to say it) text with half of a surrogate pair.
            return null;
        }
    }

    /// <summary>Empty when Airflow has none; null when it is no word of Airflow's.</summary>
    private static string? StateIn(JsonElement root) =>
        !root.TryGetProperty("state", out var state) ? null
        : state.ValueKind == JsonValueKind.Null ? ""
        : state.ValueKind == JsonValueKind.String && state.GetString() is { Length: <= MaxStateLength } word && word.All(letter => letter is '_' or (>= 'a' and <= 'z')) ? word
        : null;

    private static string TextIn(JsonElement root, string name) =>
        root.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static int? SecondsIn(JsonElement root, string name) =>
        root.TryGetProperty(name, out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetDouble(out var value) && value is > 0 and < int.MaxValue ? (int)value : null;

    private static string TagName(JsonElement tag) => tag.ValueKind == JsonValueKind.Object ? TextIn(tag, "name") : "";

    private static AirflowNames Names(IEnumerable<string> names) => new(
    [
        .. names.Select(name => name.Trim()).Where(name => name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl))
            .Distinct(StringComparer.Ordinal).Take(MaxNames),
    ]);

    private sealed record JwtLife(TimeSpan Span);
}
