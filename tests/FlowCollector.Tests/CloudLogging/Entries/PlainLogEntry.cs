using System.Text.Json;
using Windsock.FlowCollector.CloudLogging.Entries;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.CloudLogging.Entries;

/// <summary>The slow twin of the reader: the same entry through a document of the library.</summary>
internal static class PlainLogEntry
{
    private static readonly string[] MarkNames = ["dag-id", "task-id", "run-id", "try-number", "map-index"];

    public static string Describe(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = CutJson.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Describe(Read(document.RootElement)) : "none";
        }
        catch (JsonException)
        {
            return "none";
        }
    }

    public static string Describe(LogEntry? entry) => entry is null ? "none" : string.Join('\n',
        entry with { Payload = null },
        entry.Payload is { } payload ? payload with { Authentication = null, Request = new(), Response = null } : null,
        Describe(entry.Payload?.Request),
        entry.Payload?.Authentication is { } caller ? $"{caller.Email} {caller.Subject} {caller.KeyName} [{string.Join(", ", caller.Delegates)}]" : null,
        entry.Payload?.Response is { } response ? $"{response with { Metadata = new() }} {Describe(response.Metadata)}" : null);

    private static string Describe(BodyMetadata? body) =>
        body is { } metadata ? $"{metadata.Name} {metadata.Uid} {string.Join(", ", metadata.Marks.OrderBy(mark => mark.Key, StringComparer.Ordinal))}" : "";

    private static LogEntry Read(JsonElement entry) => new()
    {
        LogName = Name(entry, "logName"),
        InsertId = Name(entry, "insertId"),
        Timestamp = Time(entry, "timestamp"),
        ReceivedAt = Time(entry, "receiveTimestamp"),
        Trace = Name(entry, "trace"),
        Text = Message(entry, "textPayload"),
        JsonText = Object(entry, "jsonPayload") is { } json ? Message(json, "message") : "",
        Resource = Object(entry, "resource") is { } resource
            ? new EntryResource { Type = Name(resource, "type"), Project = Name(Object(resource, "labels"), "project_id"), Service = Name(Object(resource, "labels"), "service_name") }
            : null,
        Labels = Object(entry, "labels") is { } labels
            ? new EntryLabels
            {
                Instance = Name(labels, "instanceId"),
                Decision = Name(labels, "authorization.k8s.io/decision"),
                DecisionReason = Message(labels, "authorization.k8s.io/reason"),
                LegacyToken = Name(labels, "authentication.k8s.io/legacy-token"),
                LegacySecret = Name(labels, "authentication.k8s.io/legacy-token-manual-secret"),
                IssuedCredential = Name(labels, "authentication.kubernetes.io/issued-credential-id"),
                Truncated = Name(labels, "audit.k8s.io/truncated"),
            }
            : null,
        Operation = Object(entry, "operation") is { } operation ? new EntryOperation(IsTrue(operation, "first"), IsTrue(operation, "last")) : null,
        Http = Object(entry, "httpRequest") is { } http
            ? new HttpExchange
            {
                Method = Name(http, "requestMethod"),
                Url = Name(http, "requestUrl"),
                Status = Number(http, "status"),
                UserAgent = Name(http, "userAgent"),
                RemoteIp = Name(http, "remoteIp"),
                Latency = Name(http, "latency"),
            }
            : null,
        Payload = Object(entry, "protoPayload") is { } payload ? ReadPayload(payload) : null,
    };

    private static AuditPayload ReadPayload(JsonElement payload) => new()
    {
        Type = Name(payload, "@type"),
        Service = Name(payload, "serviceName"),
        Method = Name(payload, "methodName"),
        ResourceName = Name(payload, "resourceName"),
        Authentication = Object(payload, "authenticationInfo") is { } caller
            ? new AuditAuthentication
            {
                Email = Name(caller, "principalEmail"),
                Subject = Name(caller, "principalSubject"),
                KeyName = Name(caller, "serviceAccountKeyName"),
                Delegates = [.. Objects(caller, "serviceAccountDelegationInfo").Select(Principal).Where(name => name.Length > 0).Take(AuditPayloadReader.MaxDelegates)],
            }
            : null,
        CallerIp = Name(Object(payload, "requestMetadata"), "callerIp"),
        UserAgent = Name(Object(payload, "requestMetadata"), "callerSuppliedUserAgent"),
        Status = Object(payload, "status") is { } status ? new CallStatus(Number(status, "code"), Message(status, "message")) : null,
        MissingPermission = Objects(payload, "authorizationInfo").Where(asked => !IsTrue(asked, "granted")).Select(asked => Name(asked, "permission")).FirstOrDefault(name => name.Length > 0, ""),
        Request = Object(payload, "request") is { } request && Object(request, "metadata") is { } made ? ReadMetadata(made) : new(),
        Response = Object(payload, "response") is { } response
            ? new AuditResponse
            {
                Kind = Name(response, "kind"),
                Code = Number(response, "code"),
                Reason = Name(response, "reason"),
                Message = Message(response, "message"),
                Metadata = Object(response, "metadata") is { } named ? ReadMetadata(named) : new(),
            }
            : null,
    };

    private static BodyMetadata ReadMetadata(JsonElement metadata)
    {
        var read = new BodyMetadata { Name = Name(metadata, "name"), Uid = Name(metadata, "uid") };
        foreach (var annotation in Object(metadata, "annotations") is { } annotations ? annotations.EnumerateObject().ToArray() : [])
        {
            if (MarkNames.FirstOrDefault(name => annotation.Name.EndsWith("/" + name, StringComparison.Ordinal)) is { } mark && Cut(annotation.Value, LineText.MaxName) is { Length: > 0 } value)
            {
                read.Marks = read.Marks.SetItem(mark, value);
            }
        }

        return read;
    }

    private static string Principal(JsonElement link) =>
        Name(link, "principalEmail") is { Length: > 0 } email ? email
        : Object(link, "firstPartyPrincipal") is { } inner && Principal(inner) is { Length: > 0 } name ? name
        : Name(link, "principalSubject");

    private static JsonElement? Object(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static IEnumerable<JsonElement> Objects(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object) : [];

    private static string Name(JsonElement? parent, string name) => parent is { } there && there.TryGetProperty(name, out var value) ? Cut(value, LineText.MaxName) : "";

    private static string Message(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? Cut(value, LineText.MaxMessage) : "";

    private static string Cut(JsonElement value, int limit) => value.ValueKind == JsonValueKind.String ? LineText.Of(value.GetString()!, limit) : "";

    private static bool IsTrue(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static int Number(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : 0;

    private static Instant Time(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time) ? Instant.FromDateTimeOffset(time) : Instant.Missing;
}
