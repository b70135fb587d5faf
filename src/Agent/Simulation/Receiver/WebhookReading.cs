using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>Reads what Alertmanager's webhooks send (version 4, <c>webhook_config</c> in Alertmanager's documentation), here anew so that
/// a mistake of the writer does not hide itself. Pure.</summary>
internal static class WebhookReading
{
    /// <summary>Alerts in one message.</summary>
    public const int MaxMembers = 100;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    /// <exception cref="FormatException">It is something else; the message says what.</exception>
    public static ReceivedMessage Read(ReadOnlyMemory<byte> body, DateTimeOffset at)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return Message(document.RootElement, at);
        }
        catch (JsonException failure)
        {
            throw new FormatException($"not JSON: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            throw new FormatException($"a field has another type than it ought to: {failure.Message}", failure);
        }
    }

    private static ReceivedMessage Message(JsonElement root, DateTimeOffset at)
    {
        if (Text(root, "version") is not "4" and var version)
        {
            throw new FormatException($"version '{version}', must be '4'");
        }

        if (Text(root, "groupKey").Length == 0)
        {
            throw new FormatException("groupKey is missing");
        }

        var status = Text(root, "status");
        var alerts = root.TryGetProperty("alerts", out var list) ? list : throw new FormatException("alerts is missing");
        var count = alerts.GetArrayLength();
        return status is not ("firing" or "resolved") ? throw new FormatException($"status '{status}', must be firing or resolved")
            : count is 0 or > MaxMembers ? throw new FormatException($"{count} alerts, must be 1 to {MaxMembers}")
            : new ReceivedMessage(at, status == "firing", [.. alerts.EnumerateArray().Select(alert => Member(alert, status))]);
    }

    private static ReceivedMember Member(JsonElement alert, string status)
    {
        var labels = alert.TryGetProperty("labels", out var found) ? found : throw new FormatException("an alert has no labels");
        var annotations = alert.TryGetProperty("annotations", out var notes) ? notes : throw new FormatException("an alert has no annotations");
        var rule = Text(labels, "rule");
        if (rule.Length == 0 || Text(labels, "alertname").Length == 0 || Text(alert, "fingerprint").Length == 0)
        {
            throw new FormatException("an alert lacks its rule, its alertname or its fingerprint");
        }

        if (Text(alert, "status") != status || !DateTimeOffset.TryParse(Text(alert, "startsAt"), CultureInfo.InvariantCulture, out _))
        {
            throw new FormatException("an alert has another status than its message, or no time at which it starts");
        }

        var subject = new IncidentSubject(Text(labels, "namespace"), Text(labels, "dag_id"), Text(labels, "task_id"), Text(labels, "subject"));
        return new ReceivedMember(rule, subject, Text(annotations, "summary"));
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
