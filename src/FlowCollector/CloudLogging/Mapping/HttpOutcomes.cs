using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>What a status of HTTP says of an action when nothing says more.</summary>
internal static class HttpOutcomes
{
    /// <param name="code">0: not told.</param>
    public static ActionOutcome Of(int code) => code switch
    {
        < 100 => ActionOutcome.Unknown,
        < 400 => ActionOutcome.Succeeded,
        401 => ActionOutcome.MissingToken,
        403 => ActionOutcome.Denied,
        404 or 410 => ActionOutcome.NotFound,
        409 or 412 or 423 => ActionOutcome.Conflict,
        429 => ActionOutcome.Throttled,
        408 or 499 or >= 500 => ActionOutcome.Failed,
        _ => ActionOutcome.Invalid,
    };
}
