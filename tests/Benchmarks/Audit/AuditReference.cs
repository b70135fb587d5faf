using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Benchmarks.Audit;

/// <summary>The same work as plainly as one would write it on JsonSerializer: classes in the shape of the list, and an action from each.</summary>
internal sealed class AuditReference(AuditCorpus corpus)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <returns>How many events that was.</returns>
    public int Round()
    {
        var actions = new List<PlatformAction>();
        foreach (var item in JsonSerializer.Deserialize<EventList>(corpus.Body, Options)!.Items)
        {
            if (item.Stage == "ResponseComplete")
            {
                actions.Add(Map(item));
            }
        }

        return actions.Count == AuditCorpus.EventCount ? actions.Count : throw new InvalidOperationException("An event of the corpus was not read.");
    }

    private static PlatformAction Map(Event item) => new(new Instant(1))
    {
        Source = "kubernetes_audit",
        Id = item.AuditId,
        System = PlatformSystem.Kubernetes,
        Verb = item.Verb,
        Target = new ActionTarget(item.ObjectRef.ApiGroup, item.ObjectRef.Resource, item.ObjectRef.Subresource, item.ObjectRef.Namespace, item.ObjectRef.Name),
        Caller = new ActionCaller
        {
            Username = item.User.Username,
            PodName = Extra(item, "pod-name"),
            PodUid = Extra(item, "pod-uid"),
            NodeName = Extra(item, "node-name"),
            CredentialId = Extra(item, "credential-id"),
            SourceIp = IpAddress.TryParse(item.SourceIps[^1], out var address) ? address : default,
        },
        Outcome = item.ResponseStatus.Code < 400 ? ActionOutcome.Succeeded : ActionOutcome.Failed,
        Code = item.ResponseStatus.Code,
        DecisionReason = item.Annotations.GetValueOrDefault("authorization.k8s.io/reason", ""),
        At = Instant.FromDateTimeOffset(item.RequestReceivedTimestamp),
        EndedAt = Instant.FromDateTimeOffset(item.StageTimestamp),
        UserAgent = item.UserAgent,
        Marks = item.RequestObject is { ValueKind: JsonValueKind.Object } body
            ? body.GetProperty("metadata").GetProperty("annotations").EnumerateObject().Where(annotation => annotation.Name.EndsWith("-id", StringComparison.Ordinal))
                .ToImmutableDictionary(annotation => annotation.Name[(annotation.Name.LastIndexOf('/') + 1)..], annotation => annotation.Value.GetString()!)
            : ImmutableDictionary<string, string>.Empty,
    };

    private static string Extra(Event item, string key) => item.User.Extra.TryGetValue("authentication.kubernetes.io/" + key, out var values) ? values[0] : "";

    private sealed class EventList
    {
        public List<Event> Items { get; set; } = [];
    }

    private sealed class Event
    {
        [JsonPropertyName("auditID")]
        public string AuditId { get; set; } = "";

        public string Stage { get; set; } = "";

        public string Verb { get; set; } = "";

        public string UserAgent { get; set; } = "";

        [JsonPropertyName("sourceIPs")]
        public List<string> SourceIps { get; set; } = [];

        public User User { get; set; } = new();

        public Reference ObjectRef { get; set; } = new();

        public Status ResponseStatus { get; set; } = new();

        public JsonElement RequestObject { get; set; }

        public JsonElement ResponseObject { get; set; }

        public DateTimeOffset RequestReceivedTimestamp { get; set; }

        public DateTimeOffset StageTimestamp { get; set; }

        public Dictionary<string, string> Annotations { get; set; } = [];
    }

    private sealed class User
    {
        public string Username { get; set; } = "";

        public Dictionary<string, List<string>> Extra { get; set; } = [];
    }

    private sealed class Reference
    {
        public string ApiGroup { get; set; } = "";

        public string Resource { get; set; } = "";

        public string Subresource { get; set; } = "";

        public string Namespace { get; set; } = "";

        public string Name { get; set; } = "";
    }

    private sealed class Status
    {
        public int Code { get; set; }
    }
}
