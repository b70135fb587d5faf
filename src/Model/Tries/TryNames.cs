namespace Windsock.Model.Tries;

/// <summary>The names people and metric labels see. Every result is a constant, so the sets of values are closed.</summary>
public static class TryNames
{
    public static string Of(TryResult result) => result switch
    {
        TryResult.Running => "running",
        TryResult.Succeeded => "succeeded",
        TryResult.Failed => "failed",
        _ => "unknown",
    };

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
}
