using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.CloudLogs;

/// <summary>The body that a push subscription of Pub/Sub posts: one entry, wrapped.</summary>
internal static class PushBody
{
    public const string Subscription = "projects/demo-project/subscriptions/windsock";

    /// <param name="number">Of the message, from 1.</param>
    public static JsonObject Of(JsonObject entry, long number)
    {
        var (id, time) = (number.ToString("0000000000000000", CultureInfo.InvariantCulture), entry["receiveTimestamp"]!.GetValue<string>());
        return new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["attributes"] = new JsonObject { ["logging.googleapis.com/timestamp"] = entry["timestamp"]!.GetValue<string>() },
                ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(entry.ToJsonString())),
                ["messageId"] = id,
                ["message_id"] = id,
                ["publishTime"] = time,
                ["publish_time"] = time,
            },
            ["subscription"] = Subscription,
        };
    }
}
