using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Windsock.FlowCollector.Cluster.Json;
using Windsock.FlowCollector.Wire;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>Reads JSON text that may end anywhere, value by value: once it has ended, every question is answered with what is absent. A value
/// of another type than expected is passed over and read as absent, as null is.</summary>
/// <param name="text">The text.</param>
/// <param name="isCut">It may end anywhere.</param>
internal ref struct CutJson(ReadOnlySpan<byte> text, bool isCut)
{
    /// <summary>Far deeper than objects of Kubernetes are; the reader keeps one bit for each level.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow };

    private Utf8JsonReader _json = new(text, !isCut, new JsonReaderState(Options));
    private bool _hasEnded;

    /// <summary>For what is done with the string that it stands on.</summary>
    [UnscopedRef]
    public ref Utf8JsonReader Reader => ref _json;

    public readonly JsonTokenType Token => _json.TokenType;

    public readonly bool IsKey(ReadOnlySpan<byte> key) => _json.ValueTextEquals(key);

    /// <summary>Moves to the next token; false at the end.</summary>
    /// <exception cref="JsonException">It is not JSON, or nests deeper than <see cref="MaxDepth"/>.</exception>
    public bool Read()
    {
        _hasEnded = _hasEnded || !_json.Read();
        return !_hasEnded;
    }

    /// <summary>Moves past the value.</summary>
    public void Skip()
    {
        if (Read())
        {
            SkipRest();
        }
    }

    /// <summary>Moves to the value and into it if it is an object; false (and past it) if it is anything else.</summary>
    public bool EnterObject() => Enter(JsonTokenType.StartObject);

    public bool EnterArray() => Enter(JsonTokenType.StartArray);

    /// <summary>Moves to the next property name of the object; false at its end.</summary>
    public bool NextProperty() => Read() && _json.TokenType == JsonTokenType.PropertyName;

    public string Text(StringPool? pool, int limit = LineText.MaxName)
    {
        if (!Read())
        {
            return "";
        }

        if (_json.TokenType == JsonTokenType.String)
        {
            return LineText.Read(ref _json, pool, limit);
        }

        SkipRest();
        return "";
    }

    /// <summary>Zero when it is no whole number.</summary>
    public int Number()
    {
        if (!Read())
        {
            return 0;
        }

        var number = _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value) ? value : 0;
        SkipRest();
        return number;
    }

    /// <summary>RFC 3339 text.</summary>
    public Instant Time()
    {
        if (!Read())
        {
            return Instant.Missing;
        }

        var time = _json.TokenType == JsonTokenType.String && _json.TryGetDateTimeOffset(out var value) ? Instant.FromDateTimeOffset(value) : Instant.Missing;
        SkipRest();
        return time;
    }

    /// <summary>First element of an array of texts.</summary>
    public string FirstText(StringPool? pool)
    {
        var first = "";
        var isFirst = true;
        if (EnterArray())
        {
            while (NextElement())
            {
                first = isFirst && _json.TokenType == JsonTokenType.String ? LineText.Read(ref _json, pool, LineText.MaxName) : first;
                isFirst = false;
                SkipRest();
            }
        }

        return first;
    }

    /// <summary>Last element of an array of addresses.</summary>
    public IpAddress LastAddress()
    {
        var last = default(IpAddress);
        if (EnterArray())
        {
            while (NextElement())
            {
                last = _json.TokenType == JsonTokenType.String ? IpText.Read(_json.ValueSpan) : default;
                SkipRest();
            }

            // The rest of a list that was cut is not known, and only its last element can be trusted.
            last = _hasEnded ? default : last;
        }

        return last;
    }

    private bool NextElement() => Read() && _json.TokenType != JsonTokenType.EndArray;

    /// <summary>A reader that cannot pass over a value stays before it, and would take what is inside for what follows.</summary>
    private void SkipRest() => _hasEnded = !_json.TrySkip();

    private bool Enter(JsonTokenType type)
    {
        if (!Read())
        {
            return false;
        }

        if (_json.TokenType == type)
        {
            return true;
        }

        SkipRest();
        return false;
    }
}
