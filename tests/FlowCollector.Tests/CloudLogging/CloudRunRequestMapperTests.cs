using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class CloudRunRequestMapperTests
{
    private const string NotVerified = "The request was not authorized to invoke this service. The access token could not be verified. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#unauthorized-client";
    private const string NotAuthenticated = "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header. Read more at https://cloud.google.com/run/docs/securing/authenticating";
    private const string NoPermission = "Your client does not have permission to get URL <code>/</code> from this server.";
    private const string NoInstance = "The request was aborted because there was no available instance.";

    [Fact]
    public void A_request_is_told_without_its_caller_and_without_its_url() => Assert.Equal(
        """
        what: cloud_run post services.run.app acme-data/scorer
        project or namespace: acme-data
        came of it: succeeded 200
        from: 203.0.113.7
        agent: python-requests/2.32.3
        at: 2026-03-01T12:00:01.0181420+00:00
        until: 2026-03-01T12:00:01.8011420+00:00
        trace: 7e51cf68801c905c1c01475feb7b060f
        gaps: NoCaller
        source: cloud_logging 69a43a20000a1b2c3d4e5f60
        """,
        ActionText.Of(SomeEntries.Action(SomeEntries.CloudRunRequest)));

    [Theory]
    [InlineData(401, NotVerified, false, ActionOutcome.TokenRefused)]
    [InlineData(403, NotVerified, false, ActionOutcome.TokenRefused)]
    [InlineData(403, NotAuthenticated, false, ActionOutcome.MissingToken)]
    [InlineData(401, NotAuthenticated, false, ActionOutcome.MissingToken)]
    [InlineData(403, NoPermission, false, ActionOutcome.Denied)]
    [InlineData(429, NoInstance, false, ActionOutcome.Throttled)]
    [InlineData(500, NoInstance, false, ActionOutcome.Throttled)]
    [InlineData(503, NoInstance, false, ActionOutcome.Throttled)]
    [InlineData(404, "", false, ActionOutcome.Routing)]
    [InlineData(404, "", true, ActionOutcome.NotFound)]
    [InlineData(401, "", false, ActionOutcome.TokenRefused)]
    [InlineData(401, "", true, ActionOutcome.MissingToken)]
    [InlineData(403, "", false, ActionOutcome.Denied)]
    [InlineData(429, "", false, ActionOutcome.Throttled)]
    [InlineData(409, "", true, ActionOutcome.Conflict)]
    [InlineData(422, "", true, ActionOutcome.Invalid)]
    [InlineData(500, "", true, ActionOutcome.Failed)]
    [InlineData(503, "The request failed because either the HTTP response was malformed or connection to the instance had an error.", true, ActionOutcome.Failed)]
    [InlineData(200, NoPermission, true, ActionOutcome.Succeeded)]
    [InlineData(302, "", true, ActionOutcome.Succeeded)]
    [InlineData(0, "", true, ActionOutcome.Unknown)]
    public void The_text_of_a_refusal_decides_before_its_status(int status, string text, bool reachedContainer, ActionOutcome outcome)
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.CloudRunRequest, ("httpRequest|status", status), ("textPayload", text.Length > 0 ? text : null), ("labels|instanceId", reachedContainer ? "0069" : null)));

        Assert.Equal((outcome, status), (action.Outcome, action.Code));
        Assert.Equal(outcome == ActionOutcome.Succeeded ? "" : text, action.Message);
    }

    [Fact]
    public void The_text_may_stand_in_a_json_payload() => Assert.Equal(
        ActionOutcome.MissingToken,
        SomeEntries.Action(SomeEntries.With(SomeEntries.CloudRunRequest, ("httpRequest|status", 403), ("jsonPayload", new { message = NotAuthenticated }))).Outcome);

    [Fact]
    public void A_host_without_a_service_stands_for_it()
    {
        var action = SomeEntries.Action(SomeEntries.With(SomeEntries.CloudRunRequest, ("resource|labels|service_name", ""), ("httpRequest|status", 404), ("labels", null)));

        Assert.Equal(("scorer-638146343962.europe-west1.run.app", ActionOutcome.Routing), (action.Target.Name, action.Outcome));
    }

    [Theory]
    [InlineData("trace", "projects/p/traces/none")]
    [InlineData("trace", "projects/p/traces/00000000000000000000000000000000")]
    [InlineData("trace", null)]
    public void What_is_no_trace_id_is_none(string path, string? value) => Assert.Equal("", SomeEntries.Action(SomeEntries.With(SomeEntries.CloudRunRequest, (path, value))).TraceId);

    [Theory]
    [InlineData("0.783")]
    [InlineData("-1s")]
    [InlineData("1e9s")]
    [InlineData("999999999s")]
    [InlineData("9999999999999999999999s")]
    public void What_is_no_latency_gives_no_end(string latency) =>
        Assert.True(SomeEntries.Action(SomeEntries.With(SomeEntries.CloudRunRequest, ("httpRequest|latency", latency))).EndedAt.IsMissing);

    [Theory]
    [InlineData("httpRequest", null)]
    [InlineData("httpRequest|requestMethod", null)]
    [InlineData("httpRequest|requestMethod", "GET /")]
    [InlineData("insertId", null)]
    public void Without_what_makes_it_a_request_it_is_malformed(string path, string? value)
    {
        var mapped = SomeEntries.Map(SomeEntries.With(SomeEntries.CloudRunRequest, (path, value)));

        Assert.Equal((EntryKind.CloudRunRequest, null, null), (mapped.Kind, mapped.Action, mapped.Ignored));
    }

    [Fact]
    public void Without_its_own_time_the_time_of_its_arrival_counts_and_without_both_it_is_malformed()
    {
        var late = SomeEntries.With(SomeEntries.CloudRunRequest, ("timestamp", null));

        Assert.Equal("2026-03-01T12:00:02.0000000+00:00", SomeEntries.Action(late).At.ToString());
        Assert.Null(SomeEntries.Map(SomeEntries.With(late, ("receiveTimestamp", "soon"))).Action);
    }
}
