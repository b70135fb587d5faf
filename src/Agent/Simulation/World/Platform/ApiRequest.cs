using System.Collections.Immutable;
using Windsock.Model.Platform;

namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>One request to the Kubernetes API, as it really was.</summary>
internal sealed record ApiRequest(ApiCaller Caller, string Verb, ResourceType Type, string Namespace, string Name = "")
{
    /// <summary>Audit id. A client may choose it: at another API server it may be that of another request.</summary>
    public Guid Id { get; init; }

    /// <summary>Which of the cluster's API servers answered it, from 0.</summary>
    public int Server { get; init; }

    /// <summary>To which system of the platform it is.</summary>
    public PlatformSystem System { get; init; }

    /// <summary>Query of its URL without the question mark.</summary>
    public string Query { get; init; } = "";

    public int Code { get; init; } = 200;

    /// <summary>Status reason of a failure (<c>Forbidden</c>).</summary>
    public string Reason { get; init; } = "";

    public string Message { get; init; } = "";

    /// <summary>UID of the object that came of it; empty when there is none.</summary>
    public string ObjectUid { get; init; } = "";

    /// <summary>Annotations of the object in its body.</summary>
    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public DateTimeOffset ReceivedAt { get; init; }

    public TimeSpan Took { get; init; }

    public ActionOutcome Outcome => Code switch
    {
        < 300 => ActionOutcome.Succeeded,
        403 => ActionOutcome.Denied,
        404 => ActionOutcome.NotFound,
        409 => ActionOutcome.Conflict,
        _ => ActionOutcome.Failed,
    };

    /// <summary>The same, forbidden because no role gives the right.</summary>
    public ApiRequest Forbidden() => this with
    {
        Code = 403,
        Reason = "Forbidden",
        Message = $"{Type.FullName} is forbidden: User \"{Caller.Username}\" cannot {Verb} resource \"{Type.Plural}\" in API group \"{Type.Group}\" in the namespace \"{Namespace}\"",
    };

    /// <summary>The same, about something that is not there.</summary>
    public ApiRequest NotFound() => this with { Code = 404, Reason = "NotFound", ObjectUid = "", Message = $"{Type.FullName} \"{Name}\" not found" };

    public ApiRequest Created(string uid) => this with { Code = 201, ObjectUid = uid };
}
