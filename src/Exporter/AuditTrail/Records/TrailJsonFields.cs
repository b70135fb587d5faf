using System.Text.Json;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Exporter.AuditTrail.Records;

/// <summary>Fields that several kinds of records have, written the same everywhere.</summary>
internal static class TrailJsonFields
{
    /// <summary>Left out when empty.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string text)
    {
        if (text.Length > 0)
        {
            json.WriteString(name, text);
        }
    }

    /// <summary>Left out when missing.</summary>
    public static void Time(this Utf8JsonWriter json, string name, Instant time)
    {
        if (!time.IsMissing)
        {
            json.WriteString(name, TimeText.Of(time));
        }
    }

    /// <summary>Left out when empty.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        var isOpen = false;
        foreach (var text in texts)
        {
            if (!isOpen)
            {
                json.WriteStartArray(name);
                isOpen = true;
            }

            json.WriteStringValue(text);
        }

        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    /// <summary>Who it was: the fields of <c>who</c>.</summary>
    /// <param name="evidence">Null where it has no meaning.</param>
    public static void Who(this Utf8JsonWriter json, Owner? owner, AttributionClass certainty, CallerEvidence? evidence)
    {
        json.WriteStartObject("who");
        Try(json, owner?.Try);
        if (owner is not null && owner.Try is null)
        {
            json.Text("namespace", owner.Namespace);
        }

        json.Text("component", owner?.Component ?? "");
        json.Text("pod", owner is { PodName.Length: > 0 } ? $"{owner.Namespace}/{owner.PodName}" : "");
        json.Text("podUid", owner?.PodUid ?? "");
        json.WriteString("class", FlowWords.Of(certainty));
        if (evidence is { } by)
        {
            json.WriteString("evidence", PlatformNames.Of(by));
        }

        json.WriteEndObject();
    }

    /// <summary>The same where only the try is known; left out when it is not.</summary>
    public static void Who(this Utf8JsonWriter json, TaskTry? attempt)
    {
        if (attempt is not null)
        {
            json.WriteStartObject("who");
            Try(json, attempt);
            json.WriteEndObject();
        }
    }

    private static void Try(Utf8JsonWriter json, TaskTry? attempt)
    {
        if (attempt is null)
        {
            return;
        }

        json.WriteString("namespace", attempt.Task.Namespace);
        json.WriteString("dag", attempt.Task.DagId);
        json.WriteString("task", attempt.Task.TaskId);
        json.Text("run", attempt.RunId);
        json.WriteNumber("try", attempt.TryNumber);
        json.WriteNumber("mapIndex", attempt.MapIndex);
        if (attempt.Ids != IdForm.Raw)
        {
            json.WriteString("ids", JsonNamingPolicy.SnakeCaseLower.ConvertName(attempt.Ids.ToString()));
        }
    }
}
