using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>One request to a platform, as the platform itself recorded it: who asked for what, and what came of it. Every text in it is
/// one line without control characters and bounded: names and ids at most 512 characters, messages at most 1,000. It never holds the
/// body of a request.</summary>
public sealed record PlatformAction(Instant ReceivedAt) : PlatformEvent(ReceivedAt)
{
    private static readonly ImmutableArray<string> ReadingVerbs = ["get", "list", "batchget", "describe", "search", "testiampermissions"];

    /// <summary>One of a closed set: <c>kubernetes_audit</c>, <c>eks</c>, <c>gke</c>, <c>aks</c>, <c>cloud_logging</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Id that the source gave the request (audit id, insert id). Chosen by the caller for Kubernetes: never proof of anything.</summary>
    public required string Id { get; init; }

    public required PlatformSystem System { get; init; }

    /// <summary>Lower case: a verb of Kubernetes (<c>create</c>, <c>patch</c>), the last part of a cloud's method (<c>runjob</c>), for a
    /// request over HTTP its method.</summary>
    public required string Verb { get; init; }

    public required ActionTarget Target { get; init; }

    public required ActionCaller Caller { get; init; }

    public required ActionOutcome Outcome { get; init; }

    /// <summary>HTTP status; 0 when the source tells none.</summary>
    public int Code { get; init; }

    /// <summary>The platform's word for a failure (<c>Forbidden</c>, <c>AlreadyExists</c>); empty when there is none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The platform's sentence about a failure; empty when there is none.</summary>
    public string Message { get; init; } = "";

    /// <summary>Why it was allowed or forbidden, as the authorizer wrote it (the binding that allowed it); empty when not told.</summary>
    public string DecisionReason { get; init; } = "";

    /// <summary>When the request came in, by the platform's clock.</summary>
    public required Instant At { get; init; }

    /// <summary>When its answer was complete; missing when not told.</summary>
    public Instant EndedAt { get; init; }

    /// <summary>What the caller calls its program. Never proof of anything.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary><c>fieldManager</c> of the request. Never proof of anything.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Nothing was to be changed (<c>dryRun=All</c>).</summary>
    public bool IsDryRun { get; init; }

    /// <summary>What is known to be missing or changed in the record.</summary>
    public ActionGaps Gaps { get; init; }

    /// <summary>Annotations by which a DAG says who makes the resource: the keys that end in <c>/dag-id</c>, <c>/task-id</c>,
    /// <c>/run-id</c>, <c>/try-number</c>, <c>/map-index</c>, without what is before the slash. Claims, not proof.</summary>
    public ImmutableDictionary<string, string> Marks { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>W3C trace id, 32 hex digits; empty when there is none.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>It was to change something: not a read. The methods of clouds say it at the front of their names (<c>getjob</c>,
    /// <c>listbuckets</c>).</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch" or "head" or "options") && !(IsOfCloud && ReadingVerbs.Any(verb => Verb.StartsWith(verb, StringComparison.Ordinal)));

    private bool IsOfCloud => System is PlatformSystem.CloudRun or PlatformSystem.Google or PlatformSystem.Aws or PlatformSystem.Azure;
}

/// <summary>What is missing in the record of an action, by its source's nature or because it was cut.</summary>
[Flags]
public enum ActionGaps : byte
{
    None = 0,

    /// <summary>The source or the agent cut it.</summary>
    Cut = 1,

    /// <summary>The source never tells the calling pod (GKE).</summary>
    NoPod = 2,

    /// <summary>The source never tells the caller (Cloud Run's request log).</summary>
    NoCaller = 4,

    /// <summary>The answer is a guess of the source: a client that went away early is recorded as a success.</summary>
    EarlyClose = 8,
}
