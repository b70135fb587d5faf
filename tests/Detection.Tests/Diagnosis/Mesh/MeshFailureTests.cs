using Windsock.Detection.Diagnosis.Mesh;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Model.Tries;
using static Windsock.Model.Calls.ResponseFlags;

namespace Windsock.Detection.Tests.Diagnosis.Mesh;

public sealed class MeshFailureTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.Matches("docs/reference/mesh-failures.md", MeshFailureReference.Render());

    [Theory]
    [InlineData("rbac_access_denied_matched_policy[ns[data]-policy[only-etl]-rule[0]]", "data/only-etl")]
    [InlineData("rbac_access_denied_matched_policy[istio-ext-authz-opa-ns[data]-policy[opa]-rule[3]]", "data/opa")]
    [InlineData("rbac_access_denied_matched_policy[none]", "")]
    [InlineData("ext_authz_denied", "")]
    [InlineData("ext_authz_error", "")]
    public void A_denial_names_its_policy_in_the_details_and_in_the_end_of_a_connection(string details, string policy)
    {
        foreach (var call in new[] { Http(403, details), Http(0, "") with { TerminationDetails = details, Protocol = CallProtocol.Tcp } })
        {
            var failure = Assert.NotNull(MeshFailures.Of(call));
            Assert.Equal((FailureCause.Permission, policy), (failure.Class.Cause, failure.Told));
        }
    }

    [Fact]
    public void A_closed_connection_that_a_policy_denied_is_permission() =>
        Assert.Equal(FailureCause.Permission, CauseOf(Http(0, "") with { TerminationDetails = "rbac_deny_close" }));

    [Theory]
    [InlineData("Jwt is missing")]
    [InlineData("Jwt missing")]
    [InlineData("Jwt is expired")]
    [InlineData("Jwt expired")]
    [InlineData("Jwt not yet valid")]
    [InlineData("Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections")]
    [InlineData("Jwt header is an invalid Base64url encoded")]
    [InlineData("Jwt header is an invalid JSON")]
    [InlineData("Jwt header [alg] field is required and must be a string")]
    [InlineData("Jwt header [alg] is not supported")]
    [InlineData("Jwt header [kid] field is not a string")]
    [InlineData("Jwt payload is an invalid Base64url encoded")]
    [InlineData("Jwt payload is an invalid JSON")]
    [InlineData("Jwt payload [exp] field is not an integer")]
    [InlineData("Jwt signature is an invalid Base64url encoded")]
    [InlineData("Jwt issuer is not configured")]
    [InlineData("Audiences in Jwt are not allowed")]
    [InlineData("Audience in Jwt is not allowed")]
    [InlineData("Jwt verification fails")]
    [InlineData("Found multiple Jwt tokens")]
    [InlineData("Jwks remote fetch is failed")]
    [InlineData("Jwks doesn't have key to match kid or alg from Jwt")]
    [InlineData("Jwks is an invalid JSON")]
    [InlineData("Jwks does not have [keys] field")]
    [InlineData("Jwks doesn't have any valid public key")]
    [InlineData("Jwks RSA [n] or [e] field is missing or has a parse error")]
    public void A_token_that_was_not_accepted_tells_why(string reason)
    {
        var failure = Assert.NotNull(MeshFailures.Of(Http(401, "jwt_authn_access_denied{" + reason.Replace(' ', '_') + "}")));
        Assert.Equal((FailureCause.Token, reason), (failure.Class.Cause, failure.Told));
        Assert.NotEqual(MeshDetails.Token, failure.Class.Word);
    }

    [Fact]
    public void A_token_refused_for_a_reason_that_is_not_known_is_still_a_token() =>
        Assert.Equal(FailureCause.Token, CauseOf(Http(401, "jwt_authn_access_denied{Something_new}")));

    [Theory]
    [InlineData("|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER", "WRONG VERSION NUMBER", "does not speak TLS")]
    [InlineData("|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: SAN matcher, certificate SANs are [x]", "CERTIFICATE VERIFY FAILED:verify cert failed: SAN matcher, certificate SANs are [x]", "another identity")]
    [InlineData("|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: verify SAN list", "CERTIFICATE VERIFY FAILED:verify cert failed: verify SAN list", "another identity")]
    [InlineData("|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: X509_verify_cert: certificate verification error at depth 0: unable to get local issuer certificate", null, "not trusted")]
    [InlineData("|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify cert failed: X509_verify_cert: certificate verification error at depth 0: certificate has expired", null, "has expired")]
    [InlineData("|268436501:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED", "SSLV3 ALERT CERTIFICATE EXPIRED", "task's proxy has expired")]
    [InlineData("|268436502:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN", null, "did not accept")]
    [InlineData("|268436504:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA", null, "issuer of the task's")]
    [InlineData("|268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE", null, "no common way")]
    [InlineData("|268436572:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED", null, "asks for a certificate")]
    [InlineData("|268436526:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION", null, "version of TLS")]
    [InlineData("|268435648:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE", null, "no certificate")]
    [InlineData("|268436498:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE", null, "not valid to the peer")]
    [InlineData("|268436500:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_REVOKED", null, "revoked")]
    [InlineData("|268436505:SSL routines:OPENSSL_internal:TLSV1_ALERT_ACCESS_DENIED", null, "denied access")]
    [InlineData("|268436576:SSL routines:OPENSSL_internal:TLSV1_ALERT_NO_APPLICATION_PROTOCOL", null, "common protocol")]
    [InlineData(" Secret is not supplied by SDS", "Secret is not supplied by SDS", "no certificate yet")]
    [InlineData("|1:something else", null, "could not be set up")]
    public void A_failure_of_TLS_tells_the_reason_of_the_certificate(string reason, string? told, string because)
    {
        var text = $"TLS_error:{reason}:TLS_error_end".Replace(' ', '_');
        foreach (var call in new[]
        {
            Http(503, "upstream_reset_before_response_started{remote_connection_failure|" + text + "}", UpstreamConnectionFailure) with { TransportFailure = text },
            Http(0, "", UpstreamConnectionFailure | UpstreamRetryLimitExceeded) with { TransportFailure = text, Protocol = CallProtocol.Tcp },
        })
        {
            var failure = Assert.NotNull(MeshFailures.Of(call));
            Assert.Equal(FailureCause.Tls, failure.Class.Cause);
            Assert.Contains(because, failure.Class.Because, StringComparison.Ordinal);
            Assert.Equal(told ?? failure.Told, failure.Told);
            Assert.DoesNotContain("TLS_error", failure.Told, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, NoRouteFound, "filter_chain_not_found", FailureCause.Tls)]
    [InlineData(404, NoRouteFound, "route_not_found", FailureCause.Routing)]
    [InlineData(404, NoRouteFound, "route_configuration_not_found", FailureCause.Routing)]
    [InlineData(503, NoClusterFound, "cluster_not_found", FailureCause.Routing)]
    [InlineData(503, NoHealthyUpstream, "no_healthy_upstream", FailureCause.ServiceWithoutBackend)]
    [InlineData(503, UpstreamOverflow, "upstream_reset_before_response_started{overflow}", FailureCause.Overload)]
    [InlineData(503, UpstreamConnectionFailure, "upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}", FailureCause.Refused)]
    [InlineData(503, UpstreamConnectionFailure, "upstream_reset_before_response_started{connection_failure,delayed_connect_error:_Connection_refused}", FailureCause.Refused)]
    [InlineData(503, UpstreamConnectionFailure, "upstream_reset_before_response_started{remote_connection_failure|immediate_connect_error:_Network_is_unreachable|remote_address:[2001:db8::1]:443}", FailureCause.NoRoute)]
    [InlineData(503, UpstreamConnectionFailure, "upstream_reset_before_response_started{connection_timeout}", FailureCause.Timeout)]
    [InlineData(504, UpstreamRequestTimeout, "response_timeout", FailureCause.Timeout)]
    [InlineData(504, UpstreamRequestTimeout, "upstream_response_timeout", FailureCause.Timeout)]
    [InlineData(504, UpstreamRequestTimeout, "upstream_per_try_timeout", FailureCause.Timeout)]
    [InlineData(504, None, "request_overall_timeout", FailureCause.Timeout)]
    [InlineData(408, StreamIdleTimeout, "stream_idle_timeout", FailureCause.Timeout)]
    [InlineData(0, DurationTimeout, "duration_timeout", FailureCause.Timeout)]
    [InlineData(503, UpstreamConnectionTermination, "upstream_reset_before_response_started{connection_termination}", FailureCause.Reset)]
    [InlineData(503, UpstreamRemoteReset, "upstream_reset_before_response_started{remote_reset}", FailureCause.Reset)]
    [InlineData(503, UpstreamRemoteReset, "upstream_reset_before_response_started{remote_refused_stream_reset}", FailureCause.Reset)]
    [InlineData(200, UpstreamConnectionTermination, "upstream_reset_after_response_started{connection_termination}", FailureCause.Reset)]
    [InlineData(502, UpstreamProtocolError, "upstream_reset_before_response_started{protocol_error}", FailureCause.ServerError)]
    [InlineData(0, DownstreamConnectionTermination, "downstream_remote_disconnect", FailureCause.NoneSeen)]
    [InlineData(503, DnsResolutionFailure, "dns_resolution_failure{c-ares:_Domain_name_not_found}", FailureCause.DnsFailure)]
    [InlineData(403, UnauthorizedExternalService, "ext_authz_denied", FailureCause.Permission)]
    [InlineData(429, RateLimited, "request_rate_limited", FailureCause.RateLimited)]
    public void Details_and_flags_give_one_cause(int code, ResponseFlags flags, string details, FailureCause cause) =>
        Assert.Equal(cause, CauseOf(Http(code, details, flags)));

    [Fact]
    public void A_block_by_the_mesh_is_routing_and_another_direct_response_is_not()
    {
        Assert.Equal(FailureCause.Routing, CauseOf(Http(502, "direct_response") with { Route = "block_all" }));
        Assert.Null(CauseOf(Http(502, "direct_response") with { Route = "maintenance" }));
    }

    [Fact]
    public void A_TCP_connection_out_of_the_mesh_without_a_destination_is_routing_and_to_a_service_has_no_backend()
    {
        var tcp = Http(0, "", NoHealthyUpstream) with { Protocol = CallProtocol.Tcp };
        Assert.Equal(FailureCause.Routing, CauseOf(tcp));
        Assert.Equal(FailureCause.ServiceWithoutBackend, CauseOf(tcp with { Service = new ServiceName("data", "postgres") }));
    }

    [Fact]
    public void A_TCP_connection_tells_of_a_refusal_in_its_transport_failure_and_of_silence_by_its_duration()
    {
        var tcp = Http(0, "", UpstreamConnectionFailure | UpstreamRetryLimitExceeded) with { Protocol = CallProtocol.Tcp };
        Assert.Equal(FailureCause.Refused, CauseOf(tcp with { TransportFailure = "delayed_connect_error:_Connection_refused" }));
        Assert.Equal(FailureCause.Timeout, CauseOf(tcp with { DurationNanoseconds = 10_003_000_000 }));
        Assert.Null(CauseOf(tcp with { DurationNanoseconds = 3_000_000 }));
    }

    [Theory]
    [InlineData(200, "via_upstream")]
    [InlineData(401, "via_upstream")]
    [InlineData(403, "via_upstream")]
    [InlineData(503, "via_upstream")]
    [InlineData(200, "")]
    public void What_the_next_hop_answered_is_for_its_code_to_tell(int code, string details) => Assert.Null(CauseOf(Http(code, details)));

    [Fact]
    public void Every_flag_is_a_reason_or_is_left_out_on_purpose()
    {
        var silent = new[] { None, UpstreamConnectionFailure, DelayInjected, UpstreamRetryLimitExceeded, ResponseFromCacheFilter };
        Assert.All(Enum.GetValues<ResponseFlags>(), flag => Assert.Equal(!silent.Contains(flag), MeshFlags.Of(flag) is not null));
    }

    [Fact]
    public void Words_fit_a_cell_and_the_middle_of_a_sentence() => Assert.All(
        (MeshFailureClass[])[.. MeshDetails.All, .. TokenReasons.All, .. MeshTls.All, .. MeshFlags.All.Select(entry => entry.Class)],
        entry =>
        {
            Assert.DoesNotContain('|', entry.Word + entry.Because + entry.Mend);
            Assert.False(entry.Because.EndsWith('.'), entry.Because);
            Assert.Equal(entry.Cause == FailureCause.NoneSeen, entry.Mend.Length == 0);
            Assert.True(entry.Mend.Length == 0 || entry.Mend.EndsWith('.'), entry.Mend);
        });

    [Theory]
    [InlineData("rbac_access_denied_matched_policy[")]
    [InlineData("rbac_access_denied_matched_policy[ns[")]
    [InlineData("jwt_authn_access_denied}{")]
    [InlineData("TLS_error:")]
    [InlineData("TLS_error:TLS_error_end")]
    [InlineData("OPENSSL_internal:")]
    public void Text_that_is_cut_off_anywhere_is_no_trouble(string text)
    {
        for (var length = 0; length <= text.Length; length++)
        {
            MeshFailures.Of(Http(403, text[..length]) with { TransportFailure = text[..length], TerminationDetails = text[..length] });
        }
    }

    private static FailureCause? CauseOf(Call call) => MeshFailures.Of(call)?.Class.Cause;

    private static Call Http(int code, string details, ResponseFlags flags = None) => new()
    {
        Code = (ushort)code,
        Details = details,
        Flags = flags,
        Protocol = CallProtocol.Http11,
        Method = "GET",
        Reporter = CallReporter.Client,
    };
}
