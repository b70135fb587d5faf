using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Windsock.Agent.Simulation.Receiver;

namespace Windsock.Agent.Tests.Simulation.Receiver;

/// <summary>Requests as the agent makes them, for tests that change one thing about them.</summary>
internal static class SomeRequest
{
    public const string Key = "a key that only both know";

    public const string Body = """
        {"version":"4","groupKey":"{}:{alertname=\"WindsockFanOut\"}","truncatedAlerts":0,"status":"firing","receiver":"demo","groupLabels":{"alertname":"WindsockFanOut"},
         "commonLabels":{},"commonAnnotations":{},"externalURL":"","alerts":[{"status":"firing",
         "labels":{"alertname":"WindsockFanOut","rule":"fan_out","severity":"critical","namespace":"airflow","dag_id":"etl","task_id":"load","cause":"etl.load"},
         "annotations":{"summary":"etl.load reached for 144 addresses."},"startsAt":"2026-03-04T12:00:00.000Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":"0123456789abcdef"}]}
        """;

    public static WebhookRequest Signed(string body = Body, string idempotencyKey = "message-1", DateTimeOffset? at = null)
    {
        var timestamp = (at ?? SomeWorld.Noon).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));
        return new WebhookRequest(idempotencyKey, timestamp, signature, Encoding.UTF8.GetBytes(body));
    }
}
