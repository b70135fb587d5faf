using System.Collections.Immutable;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.CloudLogging.Entries;

/// <summary>What is wanted of a LogEntry of Google Cloud Logging (google.logging.v2). Texts are cleaned and cut; those that are missing or of
/// another type are empty.</summary>
internal sealed record LogEntry
{
    /// <summary><c>projects/P/logs/run.googleapis.com%2Frequests</c>.</summary>
    public string LogName { get; set; } = "";

    /// <summary>With log name and time the identity of the entry.</summary>
    public string InsertId { get; set; } = "";

    public Instant Timestamp { get; set; }

    public Instant ReceivedAt { get; set; }

    /// <summary><c>projects/P/traces/HEX</c>.</summary>
    public string Trace { get; set; } = "";

    /// <summary><c>textPayload</c>.</summary>
    public string Text { get; set; } = "";

    /// <summary><c>message</c> of <c>jsonPayload</c>.</summary>
    public string JsonText { get; set; } = "";

    public EntryResource? Resource { get; set; }

    public EntryLabels? Labels { get; set; }

    public EntryOperation? Operation { get; set; }

    public HttpExchange? Http { get; set; }

    public AuditPayload? Payload { get; set; }
}

/// <summary><c>resource</c>: what the entry is about.</summary>
internal sealed record EntryResource
{
    /// <summary><c>k8s_cluster</c>, <c>cloud_run_revision</c>, ...</summary>
    public string Type { get; set; } = "";

    public string Project { get; set; } = "";

    /// <summary><c>service_name</c> of Cloud Run.</summary>
    public string Service { get; set; } = "";
}

/// <summary><c>labels</c> that Kubernetes and Cloud Run write; GKE keeps the audit annotations there.</summary>
internal sealed record EntryLabels
{
    /// <summary>The container that a request reached; empty when none did.</summary>
    public string Instance { get; set; } = "";

    /// <summary><c>allow</c> or <c>forbid</c>.</summary>
    public string Decision { get; set; } = "";

    public string DecisionReason { get; set; } = "";

    /// <summary>Secret that a legacy token of a service account is kept in, or the account when the secret is not told.</summary>
    public string LegacyToken { get; set; } = "";

    public string LegacySecret { get; set; } = "";

    /// <summary>Id of a token that the request gave out.</summary>
    public string IssuedCredential { get; set; } = "";

    public string Truncated { get; set; } = "";
}

/// <summary><c>operation</c>: a request that goes on is told twice, at its start and at its end.</summary>
internal sealed record EntryOperation(bool IsFirst, bool IsLast);

/// <summary><c>httpRequest</c>.</summary>
internal sealed record HttpExchange
{
    public string Method { get; set; } = "";

    /// <summary>Only the host is ever kept of it.</summary>
    public string Url { get; set; } = "";

    /// <summary>0 when missing.</summary>
    public int Status { get; set; }

    public string UserAgent { get; set; } = "";

    public string RemoteIp { get; set; } = "";

    /// <summary>Seconds with an <c>s</c> behind them: <c>0.783s</c>.</summary>
    public string Latency { get; set; } = "";
}

/// <summary><c>protoPayload</c>, when it is an AuditLog (google.cloud.audit). Of the bodies of request and answer it has only what names the
/// object.</summary>
internal sealed record AuditPayload
{
    public string Type { get; set; } = "";

    public string Service { get; set; } = "";

    public string Method { get; set; } = "";

    public string ResourceName { get; set; } = "";

    public AuditAuthentication? Authentication { get; set; }

    public string CallerIp { get; set; } = "";

    public string UserAgent { get; set; } = "";

    public CallStatus? Status { get; set; }

    /// <summary>First permission that was asked for and not granted.</summary>
    public string MissingPermission { get; set; } = "";

    /// <summary>Of the object in <c>request</c>.</summary>
    public BodyMetadata Request { get; set; } = new();

    public AuditResponse? Response { get; set; }
}

/// <summary><c>authenticationInfo</c>.</summary>
internal sealed record AuditAuthentication
{
    public string Email { get; set; } = "";

    public string Subject { get; set; } = "";

    /// <summary>A key that was downloaded and used.</summary>
    public string KeyName { get; set; } = "";

    public ImmutableArray<string> Delegates { get; set; } = [];
}

/// <summary><c>status</c> of an AuditLog: a code of gRPC, 0 when missing.</summary>
internal sealed record CallStatus(int Code, string Message);

/// <summary><c>response</c> of Kubernetes: which object came of it, or the Status that says why none did.</summary>
internal sealed record AuditResponse
{
    public string Kind { get; set; } = "";

    /// <summary>HTTP status, of a Status.</summary>
    public int Code { get; set; }

    public string Reason { get; set; } = "";

    public string Message { get; set; } = "";

    public BodyMetadata Metadata { get; set; } = new();
}
