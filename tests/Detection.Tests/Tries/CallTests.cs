using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>What mesh proxies tell becomes part of the story of a try.</summary>
public sealed class CallTests
{
    private static readonly Peer Api = new(PeerKind.Service, "data/api");
    private static readonly FlowId Request = new(0x0011223344556677, 0x8899AABBCCDDEEFF);

    private readonly Owner _task = Watching.Owner();
    private readonly Watching _watching = new();

    [Fact]
    public void The_policy_that_the_servers_proxy_names_explains_the_403_of_the_clients()
    {
        Tell(5, CallReporter.Client, 403, "via_upstream");
        Tell(5, CallReporter.Server, 403, "rbac_access_denied_matched_policy[ns[data]-policy[only-etl]-rule[0]]");
        var cause = Only();

        Assert.Equal((FailureCause.Permission, RetryAdvice.WillNotHelp, 1), (cause.Cause, cause.Retry, cause.Count));
        Assert.Contains("(data/only-etl)", cause.Sentence, StringComparison.Ordinal);
        Assert.Equal(["AuthorizationPolicy data/only-etl", "HTTP 403"], cause.Evidence);
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff", cause.RequestId);
        Assert.Equal("00000000000000010000000000000002", cause.TraceId);
        Assert.Equal(1, Assert.Single(_watching.Only.Peers).HttpClasses[4]);
    }

    [Fact]
    public void The_reason_of_a_token_is_in_the_sentence_and_its_mend()
    {
        Tell(5, CallReporter.Client, 401, "via_upstream");
        Tell(5, CallReporter.Server, 401, "jwt_authn_access_denied{Jwt_is_expired}");
        var cause = Only();

        Assert.Equal((FailureCause.Token, RetryAdvice.LikelyHelps), (cause.Cause, cause.Retry));
        Assert.Contains("Jwt is expired", cause.Sentence, StringComparison.Ordinal);
        Assert.Contains("fetch a token", cause.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_was_not_accepted_is_one_cause_with_the_reset_that_packets_show()
    {
        _watching.Talk(_task, 1).Connect(_task, ConnectionOutcome.Reset, 5, connection => connection with { ServerAsPeer = Api, ServerPort = 8080 });
        Tell(5, CallReporter.Client, 503, "upstream_reset_before_response_started{connection_termination}", call => call with
        {
            Flags = ResponseFlags.UpstreamConnectionFailure,
            TransportFailure = "TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher:TLS_error_end",
        });
        var cause = Only();

        Assert.Equal(FailureCause.Tls, cause.Cause);
        Assert.Contains("another identity", cause.Sentence, StringComparison.Ordinal);
        Assert.Contains("response flags UF", cause.Evidence);
    }

    [Fact]
    public void Packets_that_Cilium_dropped_explain_a_timeout_of_the_proxy()
    {
        _watching.Talk(_task, 1).Connect(_task, ConnectionOutcome.Denied, 5, connection => connection with { ServerAsPeer = Api, ServerPort = 8080 });
        Tell(6, CallReporter.Client, 503, "upstream_reset_before_response_started{connection_timeout}");
        var cause = Only();

        Assert.Equal(FailureCause.PolicyDenied, cause.Cause);
        Assert.Contains("HTTP 503", cause.Evidence);
        Assert.NotEmpty(cause.RequestId);
    }

    [Fact]
    public void A_request_that_Cilium_told_before_is_not_written_down_again_and_later_events_are_not_either()
    {
        Show(3, "00112233-4455-6677-8899-aabbccddeeff");
        Tell(3, CallReporter.Client, 200, "via_upstream");
        Tell(4, CallReporter.Client, 200, "via_upstream", call => call with { RequestId = new FlowId(5, 6) });
        Show(4, "");

        Assert.Equal(2, Assert.Single(_watching.Only.Peers).HttpClasses[2]);
    }

    [Theory]
    [InlineData(TlsMode.Plaintext, 1)]
    [InlineData(TlsMode.Simple, 1)]
    [InlineData(TlsMode.Mutual, 0)]
    [InlineData(TlsMode.Unknown, 0)]
    public void The_servers_proxy_counts_for_a_client_that_it_shows_to_have_none(TlsMode tls, int answers)
    {
        Tell(3, CallReporter.Server, 200, "via_upstream", call => call with { Tls = tls, ServerPrincipal = "spiffe://cluster.local/ns/data/sa/api" });

        Assert.Equal(answers, Assert.Single(_watching.Only.Peers).HttpClasses[2]);
    }

    [Fact]
    public void Trouble_that_was_over_is_no_cause()
    {
        Tell(3, CallReporter.Client, 503, "no_healthy_upstream");
        Tell(5, CallReporter.Client, 200, "via_upstream");

        Assert.Equal(FailureCause.NoneSeen, Only().Cause);
    }

    [Fact]
    public void An_entry_from_the_future_does_not_hide_the_trouble_that_follows()
    {
        Tell(3, CallReporter.Client, 200, "via_upstream", call => call with { Time = SomePod.At(9_000), DurationNanoseconds = long.MaxValue });
        Tell(5, CallReporter.Client, 503, "no_healthy_upstream", call => call with { RequestId = new FlowId(5, 6) });

        Assert.Equal(FailureCause.ServiceWithoutBackend, Only().Cause);
    }

    [Fact]
    public void A_client_that_went_away_first_is_no_cause()
    {
        Tell(9, CallReporter.Client, 0, "downstream_remote_disconnect", call => call with { Flags = ResponseFlags.DownstreamConnectionTermination });

        Assert.Equal(FailureCause.NoneSeen, Only().Cause);
    }

    [Fact]
    public void The_principal_of_a_peer_is_in_the_story_unless_it_came_in_plaintext()
    {
        Tell(3, CallReporter.Client, 200, "via_upstream", call => call with { ServerPrincipal = "spiffe://cluster.local/ns/data/sa/api" });
        Tell(4, CallReporter.Client, 200, "via_upstream", call => call with { ServerPrincipal = "spiffe://other", Tls = TlsMode.Plaintext });

        Assert.Equal("spiffe://cluster.local/ns/data/sa/api", Assert.Single(_watching.Only.Peers).Principal);
    }

    [Fact]
    public void A_long_story_of_failures_stays_bounded()
    {
        for (var number = 0; number < 1_000; number++)
        {
            Tell(3, CallReporter.Client, 403, $"rbac_access_denied_matched_policy[ns[data]-policy[p{number}]-rule[0]]", call => call with { RequestId = new FlowId(1, (ulong)number + 1) });
        }

        Assert.InRange(Only().Evidence.Length, 1, 8);
    }

    private Model.Tries.Diagnosis Only()
    {
        _watching.Live(_task, exitCode: 1).Until(60);
        return Assert.Single(_watching.Only.Causes);
    }

    private void Show(double at, string requestId)
    {
        var flow = SomeFlow.Http(at, 200, 8080);
        _watching.Show(_task, flow with { L7 = (HttpRecord)flow.L7! with { RequestId = requestId } }, at, peer: Api);
    }

    private void Tell(double at, CallReporter reporter, ushort code, string details, Func<Call, Call>? but = null)
    {
        var call = new Call
        {
            Time = SomePod.At(at),
            DurationNanoseconds = 1_000_000,
            RequestId = Request,
            TraceId = new FlowId(1, 2),
            ServerIp = IpAddress.FromIPv4(0x0A000901),
            ServerPort = 8080,
            Code = code,
            Details = details,
            Method = "GET",
            Reporter = reporter,
            Protocol = CallProtocol.Http11,
            Tls = reporter == CallReporter.Server ? TlsMode.Mutual : TlsMode.Unknown,
        };
        call = but?.Invoke(call) ?? call;
        _watching.Book.Observe(call, new FlowAttribution(
            new SideAttribution(_task, AttributionClass.Exact, AttributionReason.None, true), default, Api, Peer.Unknown, AttributionKind.Task, AttributionClass.Exact), SomePod.At(at));
    }
}
