using System.Collections.Immutable;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Prometheus.Platform;

/// <summary>The closed label values of the platform's families, in index order.</summary>
internal static class PlatformLabels
{
    private const string Other = "other";

    /// <summary>In the order of <see cref="PlatformSystem"/>.</summary>
    public static readonly ImmutableArray<string> Systems = [.. Enum.GetValues<PlatformSystem>().Select(PlatformNames.Of)];

    /// <summary>In the order of <see cref="ActionOutcome"/>.</summary>
    public static readonly ImmutableArray<string> Outcomes = [.. Enum.GetValues<ActionOutcome>().Select(PlatformNames.Of)];

    /// <summary>In the order of <see cref="CloudHostKind"/>.</summary>
    public static readonly ImmutableArray<string> HostKinds = [.. Enum.GetValues<CloudHostKind>().Select(PlatformNames.Of)];

    /// <summary>Verbs of Kubernetes, methods of HTTP, then what clouds call the actions that matter most; all others are the last.</summary>
    public static readonly ImmutableArray<string> Verbs =
    [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
        "head", "post", "put", "options",
        "createservice", "updateservice", "replaceservice", "deleteservice", "createjob", "updatejob", "replacejob", "deletejob", "runjob",
        "setiampolicy", "generateaccesstoken", "generateidtoken", "signblob", "signjwt", "exchangetoken",
        "assumerole", "assumerolewithwebidentity", "assumeroleforpodidentity",
        Other,
    ];

    public static readonly ImmutableArray<string> FailureCauses =
        ["permission", "missing_token", "token_mismatch", "routing", "capacity", "conflict", "invalid", "not_found", "failed"];

    /// <summary>Of <see cref="ResourceTroubled.Cause"/>.</summary>
    public static readonly ImmutableArray<string> TroubleCauses =
        ["credentials", "permission", "quota", "not_found", "conflict", "invalid", "unreachable", "stuck", Other];

    public static int IndexOf(PlatformSystem system) => (int)system < Systems.Length ? (int)system : 0;

    public static int IndexOf(ActionOutcome outcome) => (int)outcome < Outcomes.Length ? (int)outcome : (int)ActionOutcome.Unknown;

    public static int IndexOf(CloudHostKind kind) => (int)kind < HostKinds.Length ? (int)kind : 0;

    public static int IndexOfVerb(string verb) => IndexOrLast(Verbs, verb);

    public static int IndexOfTrouble(string cause) => IndexOrLast(TroubleCauses, cause);

    /// <summary>Index into <see cref="FailureCauses"/>; -1 when the action did not fail, or nobody says whether it did.</summary>
    public static int IndexOfFailure(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Denied => 0,
        ActionOutcome.MissingToken => 1,
        ActionOutcome.TokenRefused => 2,
        ActionOutcome.Routing => 3,
        ActionOutcome.Throttled => 4,
        ActionOutcome.Conflict => 5,
        ActionOutcome.Invalid => 6,
        ActionOutcome.NotFound => 7,
        ActionOutcome.Failed => 8,
        _ => -1,
    };

    private static int IndexOrLast(ImmutableArray<string> values, string value) => values.IndexOf(value) is >= 0 and var index ? index : values.Length - 1;
}
