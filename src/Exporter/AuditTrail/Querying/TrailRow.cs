using System.Globalization;
using System.Text.Json;

namespace Windsock.Exporter.AuditTrail.Querying;

/// <summary>A record as people ask for it. Empty texts for what it does not have.</summary>
public sealed record TrailRow
{
    public required long Sequence { get; init; }

    /// <summary>When it happened by the platform's clock, else when the agent learned of it; ISO 8601.</summary>
    public required string Time { get; init; }

    public required string Kind { get; init; }

    public string Namespace { get; init; } = "";

    public string Dag { get; init; } = "";

    public string Task { get; init; } = "";

    public string Run { get; init; } = "";

    /// <summary>0 when not told.</summary>
    public long Try { get; init; }

    /// <summary>-1 when it is not mapped.</summary>
    public long MapIndex { get; init; } = -1;

    public string Component { get; init; } = "";

    /// <summary>How sure that is, and by what: <c>exact pod_uid</c>.</summary>
    public string Certainty { get; init; } = "";

    public string ServiceAccount { get; init; } = "";

    public string Username { get; init; } = "";

    public string Impersonated { get; init; } = "";

    public string CloudPrincipal { get; init; } = "";

    public string CredentialId { get; init; } = "";

    public string System { get; init; } = "";

    public string Verb { get; init; } = "";

    public string Target { get; init; } = "";

    public string Outcome { get; init; } = "";

    public string Cause { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>Null when the line is no record.</summary>
    public static TrailRow? Of(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Of(json.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static TrailRow? Of(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || Number(record, "seq", 0) is not (> 0 and var sequence) || Text(record, "kind") is not { Length: > 0 } kind)
        {
            return null;
        }

        var (who, identity, what, subject) = (Part(record, "who"), Part(record, "identity"), Part(record, "what"), Part(record, "subject"));
        return new TrailRow
        {
            Sequence = sequence,
            Time = First(Text(record, "at"), Text(record, "time")),
            Kind = kind,
            Namespace = First(Text(who, "namespace"), Text(subject, "namespace")),
            Dag = First(Text(who, "dag"), Text(subject, "dag")),
            Task = First(Text(who, "task"), Text(subject, "task")),
            Run = Text(who, "run"),
            Try = Number(who, "try", 0),
            MapIndex = Number(who, "mapIndex", -1),
            Component = Text(who, "component"),
            Certainty = string.Join(' ', new[] { Text(who, "class"), Text(who, "evidence") }.Where(word => word.Length > 0)),
            ServiceAccount = Text(identity, "serviceAccount"),
            Username = Text(identity, "username"),
            Impersonated = Text(identity, "impersonated"),
            CloudPrincipal = Text(identity, "cloudPrincipal"),
            CredentialId = Text(identity, "credentialId"),
            System = Text(what, "system"),
            Verb = First(Text(what, "verb"), Text(record, "rule")),
            Target = TargetOf(what, subject),
            Outcome = First(Text(record, "outcome"), Text(record, "severity")),
            Cause = First(Text(record, "cause"), Text(record, "reason")),
            Message = MessageOf(record),
        };
    }

    private static string TargetOf(JsonElement what, JsonElement subject)
    {
        var name = First(Text(what, "name"), Text(subject, "name"));
        var space = Text(what, "namespace");
        return string.Join(' ', new[] { Text(what, "kind"), space.Length > 0 && name.Length > 0 ? $"{space}/{name}" : First(name, space) }.Where(word => word.Length > 0));
    }

    private static string MessageOf(JsonElement record) =>
        record.TryGetProperty("missing", out var missing) ? string.Create(CultureInfo.InvariantCulture, $"{missing} records are missing")
        : First(First(Text(record, "message"), Text(Part(record, "what"), "detail")), Text(record, "movedTo"));

    private static JsonElement Part(JsonElement record, string name) =>
        record.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object ? part : default;

    private static string Text(JsonElement record, string name) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    private static long Number(JsonElement record, string name, long fallback) =>
        record.ValueKind == JsonValueKind.Object && record.TryGetProperty(name, out var number) && number.TryGetInt64(out var value) ? value : fallback;

    private static string First(string one, string other) => one.Length > 0 ? one : other;
}
