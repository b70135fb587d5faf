using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Tries;

/// <summary>How tries are written and read over HTTP. Strict about what must be there, so that a page that is not an agent's is
/// told apart; a newer agent's further keys are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(TryList))]
[JsonSerializable(typeof(TryDocument))]
internal sealed partial class TryJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static TryJson? _readable;

    /// <summary>For people who read ids: signs such as + stay as they are. Not for a page of HTML.</summary>
    public static TryJson Readable => _readable ??= new TryJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
