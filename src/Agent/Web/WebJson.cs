using System.Text.Json.Serialization;

namespace Windsock.Agent.Web;

/// <summary>How answers of the agent's pages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(AgentStatus))]
[JsonSerializable(typeof(Readiness))]
[JsonSerializable(typeof(WebError))]
[JsonSerializable(typeof(Liveness))]
internal sealed partial class WebJson : JsonSerializerContext;

/// <summary>The body of every answer that is not a success.</summary>
internal sealed record WebError(int Status, string Error, string Hint);

/// <summary>The answer of <c>/healthz</c>.</summary>
internal sealed record Liveness(bool Alive);
