using System.Text.Encodings.Web;
using System.Text.Json;

namespace Windsock.Exporter.Alerts;

/// <summary>Bodies of requests: JSON in UTF-8 that a person can read, too.</summary>
internal static class JsonBody
{
    /// <summary>Nothing is put into HTML here, so letters of other alphabets stay what they are.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.ToArray();
    }

    public static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> texts)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }
}
