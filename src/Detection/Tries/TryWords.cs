using Windsock.Model.Tries;

namespace Windsock.Detection.Tries;

/// <summary>The public spelling of closed sets, as in metric labels. Every result is a constant.</summary>
internal static class TryWords
{
    public static string Of(FailureCause cause) => cause switch
    {
        FailureCause.PolicyDenied => "policy_denied",
        FailureCause.DnsFailure => "dns_failure",
        FailureCause.NoRoute => "no_route",
        FailureCause.Refused => "refused",
        FailureCause.Timeout => "timeout",
        FailureCause.Reset => "reset",
        FailureCause.Tls => "tls",
        FailureCause.Permission => "permission",
        FailureCause.Token => "token",
        FailureCause.RateLimited => "rate_limited",
        FailureCause.ServerError => "server_error",
        FailureCause.ServiceWithoutBackend => "service_without_backend",
        FailureCause.IdentityNotReady => "identity_not_ready",
        FailureCause.Routing => "routing",
        FailureCause.Overload => "overload",
        FailureCause.RequestRejected => "request_rejected",
        FailureCause.StateLocked => "state_locked",
        FailureCause.ResourceNotReady => "resource_not_ready",
        _ => "none_seen",
    };

    public static string Of(RetryAdvice advice) => advice switch
    {
        RetryAdvice.WillNotHelp => "will_not_help",
        RetryAdvice.MayHelp => "may_help",
        RetryAdvice.LikelyHelps => "likely_helps",
        _ => "unknown",
    };
}
