using Windsock.Model.Connections;
using Windsock.Model.Platform;

namespace Windsock.Detection.Platform.Clouds;

/// <summary>What connections and HTTP answers mean for a call of a cloud.</summary>
internal static class CloudOutcomes
{
    /// <summary>A connection that never came about is <see cref="ActionOutcome.Routing"/>, whatever stopped it (a policy, no route, no answer,
    /// nobody who listens): the cloud was not reached the way it was asked, and its rights played no part. One that broke later is
    /// <see cref="ActionOutcome.Failed"/>.</summary>
    public static ActionOutcome Of(ConnectionOutcome outcome) => outcome switch
    {
        ConnectionOutcome.Established => ActionOutcome.Succeeded,
        ConnectionOutcome.Refused or ConnectionOutcome.Timeout or ConnectionOutcome.Denied or ConnectionOutcome.Unanswered => ActionOutcome.Routing,
        ConnectionOutcome.Reset => ActionOutcome.Failed,
        _ => ActionOutcome.Unknown,
    };

    /// <summary>By the status alone; the text of a refusal is seen by the cloud's own log only, so a missing token and a refused one look alike
    /// and count as refused.</summary>
    /// <param name="code">0: there was no answer.</param>
    public static ActionOutcome OfStatus(int code) => code switch
    {
        >= 100 and < 400 => ActionOutcome.Succeeded,
        401 or 407 => ActionOutcome.TokenRefused,
        403 => ActionOutcome.Denied,
        404 or 410 => ActionOutcome.NotFound,
        409 or 412 or 423 => ActionOutcome.Conflict,
        429 => ActionOutcome.Throttled,
        >= 400 and < 500 => ActionOutcome.Invalid,
        >= 500 and < 600 => ActionOutcome.Failed,
        _ => ActionOutcome.Unknown,
    };
}
