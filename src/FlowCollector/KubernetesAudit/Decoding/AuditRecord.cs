using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.KubernetesAudit.Decoding;

/// <summary>What is read of one event of <c>audit.k8s.io/v1</c>; empty texts for what is absent. Everything else of it is passed over and
/// never copied.</summary>
internal record struct AuditRecord
{
    public AuditRecord()
    {
    }

    public string Id { get; set; } = "";

    public AuditStage Stage { get; set; }

    public string Verb { get; set; } = "";

    public string Uri { get; set; } = "";

    public AuditUser User { get; set; } = new();

    /// <summary><c>impersonatedUser.username</c>.</summary>
    public string ImpersonatedUsername { get; set; } = "";

    public IpAddress SourceIp { get; set; }

    public string UserAgent { get; set; } = "";

    /// <summary>Null: a request about no resource.</summary>
    public AuditObject? Object { get; set; }

    public AuditStatus Status { get; set; } = new();

    public BodyMetadata Request { get; set; } = new();

    public BodyMetadata Response { get; set; } = new();

    public Instant RequestedAt { get; set; }

    public Instant StagedAt { get; set; }

    public AuditAnnotations Annotations { get; set; } = new();

    /// <summary>The end of the text came before the end of the event.</summary>
    public bool IsTextCut { get; set; }

    /// <summary>That, or its sender says that it has cut it.</summary>
    public readonly bool IsCut => IsTextCut || Annotations.IsTruncated || Request.IsTooBig || Response.IsTooBig;

    /// <summary>What makes it an event is there.</summary>
    public readonly bool IsEvent => Id.Length > 0 && Verb.Length > 0 && Stage != AuditStage.None;

    /// <summary>Nothing of what makes it an event is there: it is something else.</summary>
    public readonly bool IsSomethingElse => Id.Length == 0 && Verb.Length == 0 && Stage == AuditStage.None;
}

/// <summary>How far a request was when it was recorded.</summary>
internal enum AuditStage : byte
{
    None,
    RequestReceived,
    ResponseStarted,
    ResponseComplete,
    Panic,
}

/// <summary><c>user</c>: who showed a credential, and what the credential says of a pod.</summary>
internal record struct AuditUser(string Username, string PodName, string PodUid, string NodeName, string CredentialId)
{
    public AuditUser()
        : this("", "", "", "", "")
    {
    }
}

/// <summary><c>objectRef</c>.</summary>
internal record struct AuditObject(string ApiGroup, string Resource, string Subresource, string Namespace, string Name, string Uid);

/// <summary><c>responseStatus</c>.</summary>
internal record struct AuditStatus(int Code, string Status, string Reason, string Message)
{
    public AuditStatus()
        : this(0, "", "", "")
    {
    }
}

/// <summary>The only part that is read of <c>requestObject</c> and <c>responseObject</c>.</summary>
/// <param name="Marks">Annotations by which a DAG says who makes the resource, by what is behind the slash.</param>
/// <param name="IsTooBig">The sender put a mark in place of the body.</param>
internal record struct BodyMetadata(string Name, string Uid, ImmutableDictionary<string, string> Marks, bool IsTooBig)
{
    public BodyMetadata()
        : this("", "", ImmutableDictionary<string, string>.Empty, false)
    {
    }
}

/// <summary><c>annotations</c> of the event itself.</summary>
internal record struct AuditAnnotations(string Decision, string DecisionReason, string IssuedCredentialId, string LegacyToken, string ManualSecret, string GeneratedSecret, bool IsTruncated)
{
    public AuditAnnotations()
        : this("", "", "", "", "", "", false)
    {
    }
}
