using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Cardinality;

/// <summary>How numbers of series are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(CardinalityDocument))]
[JsonSerializable(typeof(GrowthDocument))]
internal sealed partial class CardinalityJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static CardinalityJson? _readable;

    public static CardinalityJson Readable => _readable ??= new CardinalityJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
