using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Clouds;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Clouds;

public sealed class CloudsPartTests
{
    private const string Orders = "orders-abc123-ew.a.run.app";

    [Fact]
    public void A_connection_to_a_cloud_is_a_call_and_any_other_is_not()
    {
        var scene = new CloudScene().Connects("storage.googleapis.com").Connects("api.example.com").Connects("sts.eu-central-1.amazonaws.com").Connects(Orders)
            .Connects("storage.googleapis.com", kind: PeerKind.Service);

        Assert.Equal(["google api succeeded orders", "aws token succeeded orders", "cloud_run service succeeded orders"], scene.Told);
        Assert.Equal(["*.googleapis.com", "sts.*.amazonaws.com", "*.a.run.app"], scene.Calls.Select(call => call.Host.Pattern));
    }

    [Fact]
    public void A_metadata_service_is_known_by_its_address_whatever_its_name() =>
        Assert.Equal(["other metadata succeeded orders"], new CloudScene().Connects("169.254.169.254/32", kind: PeerKind.Cidr, ip: "169.254.169.254").Told);

    [Fact]
    public void A_connection_that_another_agent_accounts_for_is_left_to_it() => Assert.Empty(new CloudScene().Connects(Orders, decides: false).Told);

    [Theory]
    [InlineData(ConnectionOutcome.Established, "succeeded")]
    [InlineData(ConnectionOutcome.Denied, "routing")]
    [InlineData(ConnectionOutcome.Timeout, "routing")]
    [InlineData(ConnectionOutcome.Refused, "routing")]
    [InlineData(ConnectionOutcome.Unanswered, "routing")]
    [InlineData(ConnectionOutcome.Reset, "failed")]
    [InlineData(ConnectionOutcome.Unknown, "unknown")]
    public void How_a_connection_went_says_how_the_call_went(ConnectionOutcome outcome, string expected) =>
        Assert.Equal($"google api {expected} orders", Assert.Single(new CloudScene().Connects("storage.googleapis.com", outcome: outcome).Told));

    [Theory]
    [InlineData(200, "succeeded")]
    [InlineData(302, "succeeded")]
    [InlineData(400, "invalid")]
    [InlineData(401, "token_refused")]
    [InlineData(403, "denied")]
    [InlineData(404, "not_found")]
    [InlineData(409, "conflict")]
    [InlineData(423, "conflict")]
    [InlineData(429, "throttled")]
    [InlineData(503, "failed")]
    [InlineData(0, "unknown")]
    public void What_HTTP_answered_says_how_the_call_went(int code, string expected) =>
        Assert.Equal($"cloud_run service {expected} orders", Assert.Single(new CloudScene().Answers(Orders, code).Told));

    [Fact]
    public void An_answer_without_a_host_is_known_by_the_name_that_was_looked_up() =>
        Assert.Equal(["cloud_run service denied orders"], new CloudScene().Answers("", 403, peer: Orders).Answers("", 403, peer: "api.example.com").Told);

    [Fact]
    public void A_logged_request_is_that_of_the_only_try_that_had_called_the_service()
    {
        var scene = new CloudScene().Connects(Orders, at: 10, dag: "orders").Connects("billing-abc123-ew.a.run.app", at: 11, dag: "billing").Logs("orders", at: 12, received: 14);
        Assert.Equal("service orders", scene.Detail);
        Assert.Equal(2, scene.Until(43).Calls.Count);

        var call = scene.Until(44).Calls[2];
        Assert.Equal(("orders", ActionOutcome.TokenRefused, "insert-1"), (call.Try!.Task.DagId, call.Outcome, call.Action!.Id));
        Assert.Equal((1L, 0L), scene.Part.Joins);
    }

    [Fact]
    public void A_connection_that_is_told_after_the_request_it_brought_counts_as_well() =>
        Assert.Equal("orders", new CloudScene().Logs("orders", at: 12, received: 12.5).Connects(Orders, at: 11.9).Until(60).Calls[1].Try!.Task.DagId);

    [Fact]
    public void A_request_that_two_tries_may_have_made_is_nobodys()
    {
        var scene = new CloudScene().Connects(Orders, at: 10, dag: "orders").Connects(Orders, at: 11, dag: "billing").Logs("orders", at: 12, received: 14).Until(60);

        Assert.Equal(2, scene.Calls.Count);
        Assert.Equal((0L, 1L), scene.Part.Joins);
    }

    [Fact]
    public void Two_connections_of_one_try_are_one_candidate() =>
        Assert.Equal(3, new CloudScene().Connects(Orders, at: 10).Connects(Orders, at: 11).Logs("orders", at: 12, received: 14).Until(60).Calls.Count);

    [Fact]
    public void A_request_long_after_every_connection_or_before_them_is_nobodys() =>
        Assert.Equal(2, new CloudScene().Connects(Orders, at: 10).Logs("orders", at: 71, received: 72).Connects(Orders, at: 80).Logs("orders", at: 77, received: 78).Until(200).Calls.Count);

    [Fact]
    public void A_request_whose_trace_names_the_try_needs_no_guess()
    {
        var scene = new CloudScene().Logs("orders", at: 12, received: 14, owner: Watching.Owner(dag: "billing"));

        Assert.Equal("cloud_run service token_refused billing", Assert.Single(scene.Told));
    }

    [Fact]
    public void An_action_of_a_task_that_the_clouds_own_log_tells_is_a_call_of_the_API()
    {
        var run = CloudScene.Request("nightly", 12, 14, ActionOutcome.Denied) with { Verb = "runjob", Gaps = ActionGaps.None, Target = new ActionTarget("run.googleapis.com", "jobs", "", "project-1", "nightly") };
        var scene = new CloudScene().Asks(run, Watching.Owner(dag: "nightly")).Asks(run, null).Asks(run with { Source = "gke" }, Watching.Owner());

        Assert.Equal(["cloud_run api denied nightly"], scene.Told);
    }

    [Theory]
    [InlineData("orders", "orders-abc123-ew.a.run.app", true)]
    [InlineData("orders", "orders-1234567890.europe-west1.run.app", true)]
    [InlineData("orders", "canary---orders-abc123-ew.a.run.app", true)]
    [InlineData("orders.europe-west1.run.app", "orders.europe-west1.run.app", true)]
    [InlineData("orders", "orders-eu-abc123-ew.a.run.app", false)]
    [InlineData("orders", "orders-eu-1234567890.europe-west1.run.app", false)]
    [InlineData("orders-eu", "orders-eu-1234567890.europe-west1.run.app", true)]
    [InlineData("orders", "reorders-abc123-ew.a.run.app", false)]
    [InlineData("orders", "orders.a.run.app", false)]
    [InlineData("", "-abc123-ew.a.run.app", false)]
    public void Hosts_of_a_service_carry_its_name(string service, string host, bool isIts) => Assert.Equal(isIts, ServiceCalls.IsHostOf(service, host));

    [Fact]
    public void Names_without_end_take_bounded_room()
    {
        var lookup = new CloudHostLookup(CloudHostTable.BuiltIn);
        for (var index = 0; index < 3 * CloudHostLookup.MaxNames; index++)
        {
            Assert.Equal(index % 2 == 0, lookup.Find(new Peer(PeerKind.Dns, index % 2 == 0 ? $"bucket{index}.s3.amazonaws.com" : $"host{index}.example.com")) is not null);
        }

        Assert.InRange(lookup.Remembered, 1, CloudHostLookup.MaxNames);
    }

    [Theory]
    [InlineData("https://Orders.A.Run.App/v1?x", "orders.a.run.app")]
    [InlineData("http://host:8080/", "host")]
    [InlineData("http://host", "host")]
    [InlineData("/v1/orders", "")]
    [InlineData("", "")]
    public void The_host_of_a_URL_is_read(string url, string host) => Assert.Equal(host, HttpAnswers.HostOf(url));
}
