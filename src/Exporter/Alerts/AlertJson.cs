using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Alerts;

/// <summary>An alert as it waits on disk: versioned JSON in UTF-8, times in nanoseconds. What <see cref="Write"/> makes of an alert within
/// the bounds that <see cref="Alert"/> and <see cref="Finding"/> promise, <see cref="Read"/> makes equal again. Any thread.</summary>
public static class AlertJson
{
    /// <summary>Of the form; another one is refused.</summary>
    public const int Version = 1;

    /// <summary>A full alert has less than 2 MiB.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    public static byte[] Write(Alert alert) => JsonBody.Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        json.WriteString("fingerprint", alert.Fingerprint);
        json.WriteNumber("revision", alert.Revision);
        json.WriteString("state", AlertWords.StateOf(alert.State));
        json.WriteString("rule", alert.Rule);
        json.WriteString("cause", alert.Cause);
        json.WriteString("severity", FindingNames.Of(alert.Severity));
        json.WriteString("summary", alert.Summary);
        json.WriteString("mend", alert.Mend);
        WriteList(json, "owners", alert.Owners);
        json.WriteNumber("memberCount", alert.MemberCount);
        json.WriteNumber("findingCount", alert.FindingCount);
        json.WriteNumber("startsAt", alert.StartsAt.UnixNanoseconds);
        json.WriteNumber("endsAt", alert.EndsAt.UnixNanoseconds);
        json.WriteNumber("at", alert.At.UnixNanoseconds);
        json.WriteString("resolvedBecause", alert.ResolvedBecause);
        json.WriteStartArray("members");
        foreach (var member in alert.Members)
        {
            WriteFinding(json, member);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <exception cref="FormatException">It is not an alert of this version; the message names the field, never the content.</exception>
    public static Alert Read(ReadOnlySpan<byte> utf8) => AlertJsonReader.Read(utf8);

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("severity", FindingNames.Of(finding.Severity));
        json.WriteStartObject("subject");
        json.WriteString("namespace", finding.Subject.Namespace);
        json.WriteString("dagId", finding.Subject.DagId);
        json.WriteString("taskId", finding.Subject.TaskId);
        json.WriteString("name", finding.Subject.Name);
        json.WriteEndObject();
        json.WriteString("cause", finding.Cause);
        json.WriteString("summary", finding.Summary);
        json.WriteString("mend", finding.Mend);
        WriteMeasures(json, finding.Measures);
        json.WriteString("evidence", finding.Evidence);
        json.WriteBoolean("isComplete", finding.IsComplete);
        if (finding.Try is { } found)
        {
            WriteTry(json, found);
        }
        else
        {
            json.WriteNull("try");
        }

        json.WriteString("tryId", finding.TryId);
        json.WriteString("peer", finding.Peer);
        json.WriteNumber("port", finding.Port);
        json.WriteString("source", finding.Source);
        json.WriteNumber("since", finding.Since.UnixNanoseconds);
        json.WriteNumber("at", finding.At.UnixNanoseconds);
        json.WriteNumber("tryStartedAt", finding.TryStartedAt.UnixNanoseconds);
        json.WriteString("traceId", finding.TraceId);
        WriteList(json, "owners", finding.Owners);
        WriteList(json, "tags", finding.Tags);
        json.WriteEndObject();
    }

    private static void WriteTry(Utf8JsonWriter json, TaskTry found)
    {
        json.WriteStartObject("try");
        json.WriteString("namespace", found.Task.Namespace);
        json.WriteString("dagId", found.Task.DagId);
        json.WriteString("taskId", found.Task.TaskId);
        json.WriteString("runId", found.RunId);
        json.WriteNumber("tryNumber", found.TryNumber);
        json.WriteNumber("mapIndex", found.MapIndex);
        json.WriteNumber("ids", (int)found.Ids);
        json.WriteString("executionDate", found.ExecutionDate);
        json.WriteEndObject();
    }

    private static void WriteMeasures(Utf8JsonWriter json, ImmutableArray<Measure> measures)
    {
        json.WriteStartArray("measures");
        foreach (var measure in measures)
        {
            json.WriteStartObject();
            json.WriteString("name", measure.Name);
            json.WriteString("seen", measure.Seen);
            json.WriteString("usual", measure.Usual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
