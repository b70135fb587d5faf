using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Alerting;

/// <summary>How alerts are written over HTTP.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AlertList))]
internal sealed partial class AlertApiJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static AlertApiJson? _readable;

    /// <summary>For people who read ids: signs such as + stay as they are. Not for a page of HTML.</summary>
    public static AlertApiJson Readable => _readable ??= new AlertApiJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
