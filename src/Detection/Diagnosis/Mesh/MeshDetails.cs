using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Detection.Diagnosis.Mesh;

/// <summary>Words of <c>response_code_details</c> and <c>connection_termination_details</c>, in the order of decision: the first that
/// the text contains stands. Source: Envoy's response code details and Istio's authorization builder.</summary>
internal static class MeshDetails
{
    public const string Rbac = "rbac_access_denied_matched_policy[";
    public const string Token = "jwt_authn_access_denied";
    public const string Direct = "direct_response";

    private const string Policy = "Look at the AuthorizationPolicy that is named: let the task's service account and the request through, or do not send it.";
    private const string NoPolicy = "Add a rule to an ALLOW AuthorizationPolicy of the peer for the task's service account.";
    private const string Tokens = "Look at the token that the task presents: its issuer, audience and time to live, and at the peer's RequestAuthentication.";
    private const string Strict = "Let the task's pod join the mesh (a sidecar), or allow plaintext on that port in the peer's PeerAuthentication.";
    private const string Routes = "Look at the VirtualService or gateway of the host: no route of it matches the request.";
    private const string Cluster = "Look at the DestinationRule and the subsets that the route names: the proxy does not know its destination.";
    private const string Listen = "Look whether the peer runs and listens on that port.";

    /// <summary>In the order of decision.</summary>
    public static ImmutableArray<MeshFailureClass> All { get; } =
    [
        new("rbac_access_denied_matched_policy[none]", FailureCause.Permission, RetryAdvice.WillNotHelp, "no AuthorizationPolicy of the peer allows it", NoPolicy),
        new(Rbac, FailureCause.Permission, RetryAdvice.WillNotHelp, "an AuthorizationPolicy of the peer denies it", Policy),
        new("rbac_deny_close", FailureCause.Permission, RetryAdvice.WillNotHelp, "an AuthorizationPolicy of the peer denies the connection", Policy),
        new("ext_authz_denied", FailureCause.Permission, RetryAdvice.WillNotHelp, "the external authorizer of the peer denied it", MeshMends.Authorizer),
        new("ext_authz_error", FailureCause.Permission, RetryAdvice.MayHelp, "the external authorizer of the peer could not be asked", MeshMends.Authorizer),
        new(Token, FailureCause.Token, RetryAdvice.MayHelp, "the peer did not accept its token", Tokens),
        new("filter_chain_not_found", FailureCause.Tls, RetryAdvice.WillNotHelp, "the peer takes mutual TLS only, and was spoken to in another way", Strict),
        new("dns_resolution_failure", FailureCause.DnsFailure, RetryAdvice.MayHelp, "the proxy could not resolve the name", MeshMends.Names),
        new("route_configuration_not_found", FailureCause.Routing, RetryAdvice.MayHelp, "the proxy had no routes yet", "Look at the connection of the proxy to the mesh's control plane ('istioctl proxy-status')."),
        new("route_not_found", FailureCause.Routing, RetryAdvice.WillNotHelp, "the mesh has no route for it", Routes),
        new("cluster_not_found", FailureCause.Routing, RetryAdvice.WillNotHelp, "its route leads to a destination that the proxy does not know", Cluster),
        new("no_healthy_upstream", FailureCause.ServiceWithoutBackend, RetryAdvice.MayHelp, "the service has no ready endpoint", MeshMends.Backends),
        new("overflow", FailureCause.Overload, RetryAdvice.LikelyHelps, "a circuit breaker was open", MeshMends.Breaker),
        new("Connection_refused", FailureCause.Refused, RetryAdvice.MayHelp, "the peer refused the connection", Listen),
        new("Network_is_unreachable", FailureCause.NoRoute, RetryAdvice.MayHelp, "the network of the peer cannot be reached", "Look at the routes of the task's node, and whether the address family is supported there."),
        new("connection_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer the connection in time, as it is when a network policy drops it", MeshMends.Silence),
        new("connection_termination", FailureCause.Reset, RetryAdvice.MayHelp, "the peer closed the connection before it answered (a peer that takes mutual TLS only does that to plaintext)", MeshMends.Closed),
        new("remote_refused_stream_reset", FailureCause.Reset, RetryAdvice.MayHelp, "the peer refused the stream", MeshMends.Closed),
        new("remote_reset", FailureCause.Reset, RetryAdvice.MayHelp, "the peer reset the stream", MeshMends.Closed),
        new("protocol_error", FailureCause.ServerError, RetryAdvice.WillNotHelp, "the peer's answer is not valid in its protocol", MeshMends.Protocol),
        new("upstream_reset_after_response_started", FailureCause.Reset, RetryAdvice.MayHelp, "the peer broke its answer off", MeshMends.Closed),
        new("upstream_response_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer the request in time", MeshMends.Slow),
        new("response_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer the request in time", MeshMends.Slow),
        new("upstream_per_try_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "the peer did not answer one attempt in time", MeshMends.Slow),
        new("request_overall_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "the request was not complete in time", MeshMends.Slow),
        new("stream_idle_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "nothing moved for too long", MeshMends.Slow),
        new("duration_timeout", FailureCause.Timeout, RetryAdvice.MayHelp, "it lasted longer than it may", MeshMends.Slow),
        new("downstream_remote_disconnect", FailureCause.NoneSeen, RetryAdvice.Unknown, "its client went away first", ""),
    ];

    /// <summary>An answer of the route itself: the mesh lets nothing out that it does not know (REGISTRY_ONLY).</summary>
    public static MeshFailureClass Blocked { get; } = new(
        "block_all", FailureCause.Routing, RetryAdvice.WillNotHelp, "the mesh lets nothing out to hosts that it does not know (REGISTRY_ONLY)", "Add a ServiceEntry for the host.");

    public static MeshFailureClass? Of(string details)
    {
        foreach (var entry in All)
        {
            if (details.Contains(entry.Word, StringComparison.Ordinal))
            {
                return entry;
            }
        }

        return null;
    }
}
