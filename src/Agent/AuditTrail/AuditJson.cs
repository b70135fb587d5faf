using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Windsock.Exporter.AuditTrail.Verifying;

namespace Windsock.Agent.AuditTrail;

/// <summary>How a verdict is written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(TrailVerdict))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static AuditJson? _readable;

    public static AuditJson Readable => _readable ??= new AuditJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
