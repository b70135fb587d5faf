using System.Collections.Immutable;
using System.Text.Json;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Alerting.Saved;

/// <summary>A finding as state keeps it. Reading throws what <see cref="SavedAlerts"/> catches for anything that writing does not make.</summary>
internal static class FindingJson
{
    private const int MaxListed = 64;

    public static void Write(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteStartObject();
        writer.WriteNumber("severity", (byte)finding.Severity);
        WriteSubject(writer, finding.Subject);
        writer.WriteString("summary", finding.Summary);
        writer.WriteString("mend", finding.Mend);
        writer.WriteStartArray("measures");
        foreach (var measure in finding.Measures.IsDefault ? [] : finding.Measures.Take(MaxListed))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(measure.Name);
            writer.WriteStringValue(measure.Seen);
            writer.WriteStringValue(measure.Usual);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteString("evidence", finding.Evidence);
        writer.WriteBoolean("isComplete", finding.IsComplete);
        if (finding.Try is { } attempt)
        {
            WriteTry(writer, attempt);
        }

        writer.WriteString("tryId", finding.TryId);
        writer.WriteString("peer", finding.Peer);
        writer.WriteNumber("port", finding.Port);
        writer.WriteString("source", finding.Source);
        SavedJson.Write(writer, "since", finding.Since);
        SavedJson.Write(writer, "at", finding.At);
        SavedJson.Write(writer, "tryStartedAt", finding.TryStartedAt);
        writer.WriteString("traceId", finding.TraceId);
        WriteTexts(writer, "owners", finding.Owners);
        WriteTexts(writer, "tags", finding.Tags);
        writer.WriteEndObject();
    }

    public static Finding Read(JsonElement json, string rule, string cause) => new()
    {
        Rule = rule,
        Cause = cause,
        Severity = SavedJson.Choice<Severity>(json, "severity"),
        Subject = ReadSubject(json.GetProperty("subject")),
        Summary = SavedJson.Text(json, "summary"),
        Mend = SavedJson.Text(json, "mend"),
        Measures = [.. SavedJson.Items(json, "measures", MaxListed).Select(ReadMeasure)],
        Evidence = SavedJson.Text(json, "evidence"),
        IsComplete = json.GetProperty("isComplete").GetBoolean(),
        Try = json.TryGetProperty("try", out var attempt) ? ReadTry(attempt) : null,
        TryId = SavedJson.Text(json, "tryId"),
        Peer = SavedJson.Text(json, "peer"),
        Port = json.GetProperty("port").GetUInt16(),
        Source = SavedJson.Text(json, "source"),
        Since = SavedJson.Time(json, "since"),
        At = SavedJson.Time(json, "at"),
        TryStartedAt = SavedJson.Time(json, "tryStartedAt"),
        TraceId = SavedJson.Text(json, "traceId"),
        Owners = SavedJson.Texts(json, "owners", MaxListed),
        Tags = SavedJson.Texts(json, "tags", MaxListed),
    };

    private static void WriteSubject(Utf8JsonWriter writer, FindingSubject subject)
    {
        writer.WriteStartObject("subject");
        writer.WriteString("namespace", subject.Namespace);
        writer.WriteString("dag", subject.DagId);
        writer.WriteString("task", subject.TaskId);
        writer.WriteString("name", subject.Name);
        writer.WriteEndObject();
    }

    private static FindingSubject ReadSubject(JsonElement json) =>
        new(SavedJson.Text(json, "namespace"), SavedJson.Text(json, "dag"), SavedJson.Text(json, "task"), SavedJson.Text(json, "name"));

    private static void WriteTry(Utf8JsonWriter writer, TaskTry attempt)
    {
        writer.WriteStartObject("try");
        writer.WriteString("namespace", attempt.Task.Namespace);
        writer.WriteString("dag", attempt.Task.DagId);
        writer.WriteString("task", attempt.Task.TaskId);
        writer.WriteString("run", attempt.RunId);
        writer.WriteNumber("number", attempt.TryNumber);
        writer.WriteNumber("mapIndex", attempt.MapIndex);
        writer.WriteNumber("ids", (byte)attempt.Ids);
        writer.WriteString("executionDate", attempt.ExecutionDate);
        writer.WriteEndObject();
    }

    private static TaskTry ReadTry(JsonElement json) => new(
        new TaskKey(SavedJson.Text(json, "namespace"), SavedJson.Text(json, "dag"), SavedJson.Text(json, "task")),
        SavedJson.Text(json, "run"),
        json.GetProperty("number").GetInt32(),
        json.GetProperty("mapIndex").GetInt32(),
        SavedJson.Choice<IdForm>(json, "ids"),
        SavedJson.Text(json, "executionDate"));

    private static Measure ReadMeasure(JsonElement json)
    {
        if (json.GetArrayLength() != 3)
        {
            throw new FormatException("a measure has three texts");
        }

        return new Measure(SavedJson.Text(json[0]), SavedJson.Text(json[1]), SavedJson.Text(json[2]));
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts.IsDefault ? [] : texts.Take(MaxListed))
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
