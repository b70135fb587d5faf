using System.Text.Json;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>What the chain itself needs of a record.</summary>
internal readonly record struct TrailFacts(long Sequence, string Kind, string Time)
{
    /// <summary>Null when the line is no object with these members.</summary>
    public static TrailFacts? Of(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            var (sequence, kind, time) = (0L, "", "");
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isSequence = json.ValueTextEquals("seq"u8);
                var isKind = json.ValueTextEquals("kind"u8);
                var isTime = json.ValueTextEquals("time"u8);
                json.Read();
                if (isSequence)
                {
                    sequence = json.GetInt64();
                }
                else if (isKind)
                {
                    kind = json.GetString() ?? "";
                }
                else if (isTime)
                {
                    time = json.GetString() ?? "";
                }
                else
                {
                    json.Skip();
                }
            }

            return json.TokenType == JsonTokenType.EndObject && sequence > 0 && kind.Length > 0 ? new TrailFacts(sequence, kind, time) : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
