using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Identities;

/// <summary>How identities are written and read over HTTP. Strict about what must be there, so that a page that is not an agent's is told
/// apart; a newer agent's further keys are ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true)]
[JsonSerializable(typeof(IdentityList))]
internal sealed partial class IdentityJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static IdentityJson? _readable;

    /// <summary>For people with curl. Not for a page of HTML.</summary>
    public static IdentityJson Readable => _readable ??= new IdentityJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
