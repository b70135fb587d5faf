using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Tests.Platform.Identities;

/// <summary>Each exception has a scene that would be a finding without it: the first one here.</summary>
public sealed class StaticKeyTests
{
    private const string Storage = "mybucket.s3.eu-west-1.amazonaws.com";

    private static readonly Owner Task = Watching.Owner();

    private readonly IdentityScene _scene = new();

    [Fact]
    public void A_pod_that_calls_AWS_and_never_asked_for_a_token_probably_has_a_key()
    {
        _scene.Start(Task, 100).Until(109).Call(Task, Storage, 110).Call(Task, Storage, 111).Until(112).Until(168);
        Assert.Empty(_scene.Findings);

        _scene.Until(175);

        var finding = _scene.Only;
        Assert.Equal(("static_key_suspect", Severity.Warning, "etl.load", "AWS without a token exchange under airflow/etl-sa"), (finding.Rule, finding.Severity, finding.Subject.ToString(), finding.Cause));
        Assert.Equal($"etl.load called {Storage} (AWS) and its pod never asked anybody for a token: it probably uses a key that does not expire.", finding.Summary);
        Assert.Equal(("2 connections", true, (ushort)443), (finding.Measures[0].Seen, finding.IsComplete, finding.Port));
        Assert.StartsWith("medium", finding.Measures[2].Seen, StringComparison.Ordinal);
        Assert.Equal(SomePod.At(110), finding.Since);
    }

    [Fact]
    public void It_is_told_once_for_each_pod_that_is_gone_or_not()
    {
        var second = Watching.Owner("b", run: "run2");
        _scene.Start(Task, 100).Call(Task, Storage, 110).Gone(Task, 115).Until(180).Call(Task, Storage, 181).Until(300);
        Assert.Single(_scene.Findings);

        _scene.Start(second, 400).Call(second, Storage, 401).Until(402).Until(500).Until(600);
        Assert.Equal(["run1", "run2"], _scene.Findings.Select(finding => finding.Try!.RunId));
    }

    [Theory]
    [InlineData("sts.eu-west-1.amazonaws.com")]
    [InlineData("sts.amazonaws.com")]
    [InlineData("corp.okta.com")]
    [InlineData("vault.example.com")]
    public void Whoever_gave_out_a_token_before_makes_it_no_key(string source)
    {
        _scene.Start(Task, 100).Call(Task, source, 105).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_token_may_come_a_little_after_the_first_call()
    {
        _scene.Start(Task, 100).Call(Task, Storage, 110).Call(Task, "sts.amazonaws.com", 120).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData("169.254.170.23")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("fd00:ec2::23")]
    public void The_nodes_own_services_give_out_tokens_whatever_they_are_called(string address)
    {
        _scene.Start(Task, 100).CallAddress(Task, address, 105).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData(ConnectionOutcome.Denied)]
    [InlineData(ConnectionOutcome.Timeout)]
    [InlineData(ConnectionOutcome.Refused)]
    public void A_place_for_tokens_that_was_not_reached_gave_none(ConnectionOutcome outcome)
    {
        _scene.Start(Task, 100).CallAddress(Task, "169.254.170.23", 105, outcome).Call(Task, Storage, 110).Until(300);

        Assert.Single(_scene.Findings);
    }

    [Fact]
    public void A_token_of_one_cloud_is_none_of_another()
    {
        _scene.Start(Task, 100).Call(Task, "sts.googleapis.com", 105).Call(Task, "login.microsoftonline.com", 106).Call(Task, Storage, 110).Until(300);

        Assert.Single(_scene.Findings);
    }

    [Fact]
    public void One_token_at_the_start_of_a_long_life_is_enough()
    {
        _scene.Start(Task, 100).Call(Task, "sts.amazonaws.com", 105).Until(90_000).Call(Task, Storage, 90_001).Until(91_000);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_pod_that_was_there_before_the_agent_may_have_had_its_token_before()
    {
        _scene.FindRunning(Task, created: -50, at: 1).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_pod_that_came_into_view_late_may_have_had_its_token_before()
    {
        _scene.FindRunning(Task, created: 100, at: 108).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_pod_that_began_as_the_agent_did_may_have_had_its_token_before()
    {
        _scene.Start(Task, 3).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData(108)]
    [InlineData(130)]
    public void Where_events_were_lost_the_token_may_be_among_them(double at)
    {
        _scene.Start(Task, 100).Call(Task, Storage, 110).Lose(at).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void While_no_flows_come_nobody_is_suspected_and_who_began_then_never_is()
    {
        _scene.Start(Task, 100).Call(Task, Storage, 110).Turn(false, 120).Until(200);
        var second = Watching.Owner("b");
        _scene.Start(second, 210).Turn(true, 220).Call(second, Storage, 230).Until(400);
        Assert.Empty(_scene.Findings);

        var third = Watching.Owner("c");
        _scene.Start(third, 410).Call(third, Storage, 420).Until(600);
        Assert.Single(_scene.Findings);
    }

    [Fact]
    public void A_place_without_a_name_may_be_one_that_gives_out_tokens()
    {
        _scene.Start(Task, 100).Connect(Task, new Peer(PeerKind.Entity, "world"), IpAddress.FromIPv4(0x34000009), 105).Call(Task, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_cloud_that_the_pod_itself_did_not_look_up_is_none()
    {
        // All pods share the clouds' addresses: a name that is not the pod's own is not known to it.
        _scene.Start(Task, 100).Connect(Task, new Peer(PeerKind.Cidr, "0.0.0.0/0"), IpAddress.FromIPv4(0x34000001), 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData("db.abc.eu-west-1.rds.amazonaws.com", 443)]
    [InlineData("lb-1.elb.eu-west-1.amazonaws.com", 443)]
    [InlineData("search.eu-west-1.es.amazonaws.com", 9200)]
    [InlineData("example.com", 443)]
    public void Servers_of_customers_under_a_clouds_name_take_no_credentials_of_it(string name, int port)
    {
        _scene.Start(Task, 100).Call(Task, name, 110, port: (ushort)port).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData(ConnectionOutcome.Denied)]
    [InlineData(ConnectionOutcome.Timeout)]
    public void A_cloud_that_was_not_reached_was_not_called(ConnectionOutcome outcome)
    {
        _scene.Start(Task, 100).Call(Task, Storage, 110, outcome).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Fact]
    public void A_worker_that_runs_many_tasks_is_never_suspected()
    {
        var worker = new Owner { Kind = OwnerKind.Component, Component = "worker", PodUid = "w", Namespace = "airflow", PodName = "worker-0", ServiceAccount = "worker" };
        _scene.Start(worker, 100).Call(worker, Storage, 110).Until(300);

        Assert.Empty(_scene.Findings);
    }

    [Theory]
    [InlineData("storage.googleapis.com")]
    [InlineData("mystore.blob.core.windows.net")]
    public void Where_the_node_gets_the_tokens_their_absence_says_nothing_unless_one_says_so(string api)
    {
        _scene.Start(Task, 100).Call(Task, api, 110).Until(300);
        Assert.Empty(_scene.Findings);

        var told = new IdentityScene(options => options.StaticKeySuspect.Clouds = ["google", "azure"]);
        told.Start(Task, 100).Call(Task, api, 110).Until(111).Until(300);
        Assert.Equal("static_key_suspect", told.Only.Rule);
    }

    [Fact]
    public void Googles_place_for_keys_is_no_exchange_and_its_other_places_are()
    {
        var second = Watching.Owner("b");
        var scene = new IdentityScene(options => options.StaticKeySuspect.Clouds = ["google"]);
        scene.Start(Task, 100).Start(second, 100).Call(Task, "oauth2.googleapis.com", 105).Call(second, "iamcredentials.googleapis.com", 105)
            .Call(Task, "storage.googleapis.com", 110).Call(second, "storage.googleapis.com", 110).Until(300);

        Assert.Equal("Google Cloud without a token exchange under airflow/etl-sa", scene.Only.Cause);
    }

    [Fact]
    public void An_account_that_has_a_role_makes_it_less_sure_and_no_alert()
    {
        var bound = WithCloud(Task, "arn:aws:iam::1:role/etl");
        _scene.Start(bound, 100).Call(bound, Storage, 110).Until(300);

        Assert.Equal((Severity.Info, true), (_scene.Only.Severity, _scene.Only.Measures[2].Seen.StartsWith("low", StringComparison.Ordinal)));
        Assert.Contains("arn:aws:iam::1:role/etl", _scene.Only.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void An_account_of_another_cloud_does_not()
    {
        var bound = WithCloud(Task, "etl@project.iam.gserviceaccount.com");
        _scene.Start(bound, 100).Call(bound, Storage, 110).Until(300);

        Assert.Equal(Severity.Warning, _scene.Only.Severity);
    }

    [Fact]
    public void It_is_over_when_a_later_pod_of_the_task_asks_for_its_token()
    {
        var second = Watching.Owner("b", run: "run2");
        _scene.Start(Task, 100).Call(Task, Storage, 110).Until(300)
            .Start(second, 400).Call(second, "sts.amazonaws.com", 401).Call(second, Storage, 402).Until(600).Until(700);

        var clear = Assert.Single(_scene.Clears);
        Assert.Equal((_scene.Only.Rule, _scene.Only.Subject, _scene.Only.Cause), (clear.Rule, clear.Subject, clear.Cause));
    }

    [Fact]
    public void Turned_off_it_says_nothing_and_still_sees_where_tokens_come_from()
    {
        var scene = new IdentityScene(options => options.StaticKeySuspect.Enabled = false);
        scene.Start(Task, 100).Call(Task, Storage, 110).CallAddress(Task, "169.254.170.23", 111).Until(300);

        Assert.Empty(scene.Findings);
        Assert.Equal("169.254.170.23", Assert.Single(scene.Row().Links).Value);
    }

    private static Owner WithCloud(Owner owner, string identity) => new()
    {
        Kind = owner.Kind,
        Role = owner.Role,
        Try = owner.Try,
        PodUid = owner.PodUid,
        Namespace = owner.Namespace,
        PodName = owner.PodName,
        NodeName = owner.NodeName,
        ServiceAccount = owner.ServiceAccount,
        CloudIdentity = identity,
    };
}
