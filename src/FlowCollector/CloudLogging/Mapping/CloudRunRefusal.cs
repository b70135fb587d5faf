using Windsock.Model.Platform;

namespace Windsock.FlowCollector.CloudLogging.Mapping;

/// <summary>Says what came of a request to a service of Cloud Run. The text that Cloud Run logs with a refusal decides before the status:
/// the same mistake is answered 401 here and 403 there.</summary>
internal static class CloudRunRefusal
{
    /// <summary>Parts of Cloud Run's own sentences, those that say more before those that say less.</summary>
    private static readonly (string Part, ActionOutcome Outcome)[] Sentences =
    [
        ("was not authenticated", ActionOutcome.MissingToken),
        ("access token could not be verified", ActionOutcome.TokenRefused),
        ("not authorized to invoke this service", ActionOutcome.TokenRefused),
        ("does not have permission", ActionOutcome.Denied),
        ("no available instance", ActionOutcome.Throttled),
        ("ingress", ActionOutcome.Routing),
    ];

    /// <param name="status">Of HTTP; 0: not told.</param>
    /// <param name="text">Text of the entry; empty when it has none.</param>
    /// <param name="reachedContainer">A container had the request: then the answer may be the application's own.</param>
    public static ActionOutcome OutcomeOf(int status, string text, bool reachedContainer)
    {
        if (status is >= 100 and < 400)
        {
            return ActionOutcome.Succeeded;
        }

        foreach (var (part, outcome) in Sentences)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return outcome;
            }
        }

        return status switch
        {
            // A front end that asks for a token had none it could use; what the application wants is not known.
            401 when !reachedContainer => ActionOutcome.TokenRefused,

            // Nothing of the name behind this way in: ingress settings, another region, a default URL that is switched off.
            404 when !reachedContainer => ActionOutcome.Routing,
            _ => HttpOutcomes.Of(status),
        };
    }
}
