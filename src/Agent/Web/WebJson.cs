using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Windsock.Agent.Web;

/// <summary>How answers of the agent's pages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(WebError))]
[JsonSerializable(typeof(Liveness))]
internal sealed partial class WebJson : JsonSerializerContext
{
    // Made when first asked for: the generated half's own fields must be there.
    private static WebJson? _readable;

    /// <summary>For people with curl: signs such as ' stay as they are. Not for a page of HTML.</summary>
    public static WebJson Readable => _readable ??= new WebJson(new JsonSerializerOptions(Default.Options!) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>The body of every answer that is not a success.</summary>
internal sealed record WebError(int Status, string Error, string Hint);

/// <summary>The answer of <c>/healthz</c>.</summary>
internal sealed record Liveness(bool Alive);
