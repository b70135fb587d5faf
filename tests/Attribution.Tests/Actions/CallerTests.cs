using Windsock.Model.Cluster;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Attribution.Tests.Actions;

public sealed class CallerTests
{
    private static readonly PodState Load = Some.ExecutorPod("etl-load-1", "10.0.0.1") with { ServiceAccount = "worker" };
    private static readonly PodState Other = Some.ExecutorPod("etl-other-1", "10.0.0.2", task: "other") with { ServiceAccount = "worker" };

    [Fact]
    public void A_token_that_is_bound_to_a_pod_is_proof()
    {
        var answer = Ask(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid, PodName = Load.Name }, Load, Other);

        Assert.Equal(("load", AttributionClass.Exact, CallerEvidence.PodUid), (answer.Owner!.Task!.TaskId, answer.Class, answer.Evidence));
    }

    [Fact]
    public void A_pod_that_was_never_in_view_is_unknown_even_when_one_of_its_name_is()
    {
        var answer = Ask(new ActionCaller { Username = SomeAction.Account, PodUid = "uid-of-before", PodName = Load.Name, SourceIp = Some.Ip("10.0.0.1") }, Load);

        Assert.Equal(ActionAttribution.Unknown, answer);
    }

    [Fact]
    public void A_pods_token_from_another_pods_address_was_carried_there_and_is_nobodys()
    {
        var answer = Ask(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid, SourceIp = Some.Ip("10.0.0.2") }, Load, Other);

        Assert.Equal((AttributionClass.Ambiguous, null), (answer.Class, answer.Owner));
    }

    [Fact]
    public void A_pods_token_from_a_gateways_address_is_still_its_own()
    {
        var answer = Ask(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid, SourceIp = Some.Ip("192.0.2.9") }, Load, Other);

        Assert.Equal(AttributionClass.Exact, answer.Class);
    }

    [Fact]
    public void A_pods_token_under_another_account_contradicts_itself()
    {
        var answer = Ask(new ActionCaller { Username = "system:serviceaccount:airflow:admin", PodUid = Load.Uid }, Load);

        Assert.Equal(ActionAttribution.Unknown, answer);
    }

    [Theory]
    [InlineData(110, AttributionClass.Exact)]
    [InlineData(201.5, AttributionClass.Inferred)]
    [InlineData(300, AttributionClass.Unknown)]
    public void A_name_alone_counts_within_the_pods_life(double at, AttributionClass expected)
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load).Apply(Load.Finished(200), 205);

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, PodName = Load.Name }, at)).Attribution;

        Assert.Equal(expected, answer.Class);
    }

    [Fact]
    public void A_token_that_was_shown_by_a_pod_is_known_when_it_comes_without_one()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load).Apply(Other);
        fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid, CredentialId = "JTI=1" }));

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, CredentialId = "JTI=1" })).Attribution;

        Assert.Equal(("load", AttributionClass.Inferred, CallerEvidence.Credential), (answer.Owner!.Task!.TaskId, answer.Class, answer.Evidence));
    }

    [Fact]
    public void A_token_that_two_pods_have_shown_is_nobodys()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load).Apply(Other);
        foreach (var pod in new[] { Load, Other })
        {
            fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, PodUid = pod.Uid, CredentialId = "JTI=1" }));
        }

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, CredentialId = "JTI=1" })).Attribution;

        Assert.Null(answer.Owner);
    }

    [Fact]
    public void A_token_that_a_task_had_given_out_is_that_tasks()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load).Apply(Other);
        fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid, IssuedCredentialId = "JTI=9" }));

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = "system:serviceaccount:airflow:admin", CredentialId = "JTI=9" })).Attribution;

        Assert.Equal(("load", CallerEvidence.Credential), (answer.Owner!.Task!.TaskId, answer.Evidence));
    }

    [Fact]
    public void An_address_counts_for_the_pod_that_had_it_then_and_runs_under_the_account()
    {
        var caller = new ActionCaller { Username = SomeAction.Account, SourceIp = Some.Ip("10.0.0.2") };

        Assert.Equal(("other", AttributionClass.Inferred, CallerEvidence.SourceIp), Read(Ask(caller, Load, Other)));
        Assert.Null(Ask(caller, Load, Other with { ServiceAccount = "reader" }, Some.ExecutorPod("third", "10.0.0.3", task: "third") with { ServiceAccount = "worker" }).Owner);
    }

    [Fact]
    public void An_account_counts_only_when_one_try_alone_uses_it_then()
    {
        var caller = new ActionCaller { Username = SomeAction.Account, SourceIp = Some.Ip("192.0.2.9") };

        Assert.Equal(("load", AttributionClass.Inferred, CallerEvidence.ServiceAccount), Read(Ask(caller, Load)));
        Assert.Equal(AttributionClass.Ambiguous, Ask(caller, Load, Other).Class);
        Assert.Equal(AttributionClass.Unknown, Ask(caller with { Username = "system:serviceaccount:airflow:admin" }, Load).Class);
    }

    [Fact]
    public void In_node_scope_an_account_says_nothing_because_other_nodes_have_pods_too()
    {
        var fixture = new AttributorFixture().Apply(Load);

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account })).Attribution;

        Assert.Equal(ActionAttribution.Unknown, answer);
    }

    [Theory]
    [InlineData("etl@prod.iam.gserviceaccount.com")]
    [InlineData("principal://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/prod.svc.id.goog/subject/ns/airflow/sa/worker")]
    [InlineData("serviceAccount:prod.svc.id.goog[airflow/worker]")]
    public void A_cloud_identity_leads_to_the_account_that_is_bound_to_it(string principal)
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load);
        fixture.Attributor.Apply(new ServiceAccountApplied(new ServiceAccountState("airflow", "worker", "etl@prod.iam.gserviceaccount.com"), Some.At(101)));

        var answer = fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = principal })).Attribution;

        Assert.Equal(("load", AttributionClass.Inferred, CallerEvidence.CloudIdentity), Read(answer));
    }

    [Fact]
    public void Of_a_chain_of_impersonation_the_first_is_the_caller()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load);
        fixture.Attributor.Apply(new ServiceAccountApplied(new ServiceAccountState("airflow", "worker", "etl@prod.iam.gserviceaccount.com"), Some.At(101)));
        var caller = new ActionCaller { Username = "deployer@prod.iam.gserviceaccount.com", Delegates = ["etl@prod.iam.gserviceaccount.com"] };

        Assert.Equal(CallerEvidence.CloudIdentity, fixture.Attributor.Attribute(SomeAction.By(caller)).Attribution.Evidence);
    }

    [Fact]
    public void An_account_that_lost_its_cloud_identity_is_not_found_by_it_any_more()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load);
        fixture.Attributor.Apply(new ServiceAccountApplied(new ServiceAccountState("airflow", "worker", "etl@prod"), Some.At(101)));
        fixture.Attributor.Apply(new ServiceAccountApplied(new ServiceAccountState("airflow", "worker", ""), Some.At(102)));

        Assert.Null(fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = "etl@prod" })).Attribution.Owner);
    }

    [Fact]
    public void Every_action_is_counted_by_its_evidence()
    {
        var fixture = new AttributorFixture(Cluster).Apply(Load);
        fixture.Attributor.Attribute(SomeAction.By(new ActionCaller { Username = SomeAction.Account, PodUid = Load.Uid }));
        fixture.Attributor.Attribute(SomeAction.By(ActionCaller.Nobody));
        var metrics = new CollectingMetrics();

        fixture.Attributor.Collect(metrics);

        Assert.Equal(1, metrics.Values["platform_caller_evidence_total|pod_uid"]);
        Assert.Equal(1, metrics.Values["platform_caller_evidence_total|none"]);
    }

    private static ActionAttribution Ask(ActionCaller caller, params PodState[] pods)
    {
        var fixture = new AttributorFixture(Cluster);
        foreach (var pod in pods)
        {
            fixture.Apply(pod);
        }

        return fixture.Attributor.Attribute(SomeAction.By(caller)).Attribution;
    }

    private static (string Task, AttributionClass Class, CallerEvidence Evidence) Read(ActionAttribution answer) => (answer.Owner!.Task!.TaskId, answer.Class, answer.Evidence);

    private static void Cluster(AttributionOptions options) => options.Scope = AttributionScope.Cluster;
}
