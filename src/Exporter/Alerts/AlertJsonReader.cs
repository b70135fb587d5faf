using System.Text.Json;
using Windsock.Model.Alerts;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Alerts;

/// <summary>Reads what <see cref="AlertJson"/> writes, and nothing else: every field must be there, none may be new, and each is bounded.</summary>
internal static class AlertJsonReader
{
    /// <summary>What an alert holds at most, see <see cref="Alert.Members"/>.</summary>
    private const int MaxMembers = 100;

    /// <summary>Lists of a finding, see <see cref="Finding"/>.</summary>
    private const int MaxList = 16;

    /// <summary>Owners of all members together.</summary>
    private const int MaxOwners = MaxMembers * MaxList;

    private const int MaxDepth = 6;

    public static Alert Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > AlertJson.MaxBytes)
        {
            throw new FormatException($"an alert of {utf8.Length} bytes, more than {AlertJson.MaxBytes}");
        }

        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            return utf8[(int)reader.BytesConsumed..].Trim(" \r\n\t"u8).IsEmpty
                ? ReadAlert(new JsonFields(document.RootElement, "alert"))
                : throw new FormatException("an alert has something behind its end");
        }
        catch (JsonException failure)
        {
            throw new FormatException($"an alert is not JSON (line {failure.LineNumber}, byte {failure.BytePositionInLine})");
        }
    }

    private static Alert ReadAlert(JsonFields fields)
    {
        var version = fields.Whole("version", int.MinValue, int.MaxValue);
        if (version != AlertJson.Version)
        {
            throw new FormatException($"alert.version is {version}, this agent reads {AlertJson.Version}");
        }

        var alert = new Alert
        {
            Fingerprint = fields.Text("fingerprint"),
            Revision = (int)fields.Whole("revision", int.MinValue, int.MaxValue),
            State = fields.Choice("state", AlertWords.StateOf(AlertState.Firing), AlertWords.StateOf(AlertState.Resolved)) == 0 ? AlertState.Firing : AlertState.Resolved,
            Rule = fields.Text("rule"),
            Cause = fields.Text("cause"),
            Severity = SeverityOf(fields),
            Summary = fields.Text("summary"),
            Mend = fields.Text("mend"),
            Owners = fields.Texts("owners", MaxOwners),
            MemberCount = (int)fields.Whole("memberCount", int.MinValue, int.MaxValue),
            FindingCount = fields.Whole("findingCount", long.MinValue, long.MaxValue),
            StartsAt = InstantOf(fields, "startsAt"),
            EndsAt = InstantOf(fields, "endsAt"),
            At = InstantOf(fields, "at"),
            ResolvedBecause = fields.Text("resolvedBecause"),
            Members = fields.List("members", MaxMembers, ReadFinding),
        };
        fields.End();
        return alert;
    }

    private static Finding ReadFinding(JsonFields fields)
    {
        var finding = new Finding
        {
            Rule = fields.Text("rule"),
            Severity = SeverityOf(fields),
            Subject = ReadSubject(fields.Group("subject")),
            Cause = fields.Text("cause"),
            Summary = fields.Text("summary"),
            Mend = fields.Text("mend"),
            Measures = fields.List("measures", MaxList, ReadMeasure),
            Evidence = fields.Text("evidence"),
            IsComplete = fields.Flag("isComplete"),
            Try = fields.GroupOrNull("try") is { } found ? ReadTry(found) : null,
            TryId = fields.Text("tryId"),
            Peer = fields.Text("peer"),
            Port = (ushort)fields.Whole("port", 0, ushort.MaxValue),
            Source = fields.Text("source"),
            Since = InstantOf(fields, "since"),
            At = InstantOf(fields, "at"),
            TryStartedAt = InstantOf(fields, "tryStartedAt"),
            TraceId = fields.Text("traceId"),
            Owners = fields.Texts("owners", MaxList),
            Tags = fields.Texts("tags", MaxList),
        };
        fields.End();
        return finding;
    }

    private static FindingSubject ReadSubject(JsonFields fields)
    {
        var subject = new FindingSubject(fields.Text("namespace"), fields.Text("dagId"), fields.Text("taskId"), fields.Text("name"));
        fields.End();
        return subject;
    }

    private static Measure ReadMeasure(JsonFields fields)
    {
        var measure = new Measure(fields.Text("name"), fields.Text("seen"), fields.Text("usual"));
        fields.End();
        return measure;
    }

    private static TaskTry ReadTry(JsonFields fields)
    {
        var found = new TaskTry(
            new TaskKey(fields.Text("namespace"), fields.Text("dagId"), fields.Text("taskId")),
            fields.Text("runId"),
            (int)fields.Whole("tryNumber", int.MinValue, int.MaxValue),
            (int)fields.Whole("mapIndex", int.MinValue, int.MaxValue),
            (IdForm)fields.Whole("ids", 0, (long)IdForm.Hashed),
            fields.Text("executionDate"));
        fields.End();
        return found;
    }

    private static Severity SeverityOf(JsonFields fields) => (Severity)fields.Choice(
        "severity", FindingNames.Of(Severity.Info), FindingNames.Of(Severity.Warning), FindingNames.Of(Severity.Critical));

    private static Instant InstantOf(JsonFields fields, string name) => new(fields.Whole(name, long.MinValue, long.MaxValue));
}
