using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>The API's way of saying no: kind Status.</summary>
internal static class StatusJson
{
    public static JsonObject Expired(long asked, long oldest) => Failure(410, "Expired", $"too old resource version: {asked} ({oldest})");

    public static JsonObject NotFound(string what) => Failure(404, "NotFound", $"{what} not found");

    public static JsonObject Invalid(string why) => Failure(400, "BadRequest", why);

    public static JsonObject Failure(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };
}
