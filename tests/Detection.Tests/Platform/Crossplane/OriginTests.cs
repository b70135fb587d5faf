using Windsock.Model.Cluster;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using static Windsock.Detection.Tests.Platform.Crossplane.Cluster;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>Who made a resource, and what an action was to Crossplane.</summary>
public sealed class OriginTests
{
    private static readonly PlatformResource Denied = Managed(Composite(Claim())) with { Conditions = [Unsynced(20, "create failed: AccessDenied")] };

    [Fact]
    public void The_record_of_the_request_names_the_try_for_everything_below_the_claim()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10.4), Provision);
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Denied, 21).Until(22);

        var trouble = Assert.IsType<ResourceTroubled>(Assert.Single(cluster.Moments));
        Assert.Equal((Provision, "permission", At(20)), (trouble.Try, trouble.Cause, trouble.At));
        Assert.Equal("PostgreSQLInstance airflow/db-1 -> XPostgreSQLInstance db-1-x7k -> Instance db-1-x7k-rds", trouble.Chain);
    }

    [Fact]
    public void The_record_may_come_after_the_trouble_and_is_waited_for()
    {
        var cluster = new Cluster();
        cluster.See(Denied, 21).See(Composite(Claim()), 22).See(Claim(), 23).Until(80);
        Assert.Empty(cluster.Moments);

        cluster.Ask(Create(Claim().Name, 10.4), Provision);
        cluster.Until(81);
        Assert.Equal(Provision, Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void What_nobody_is_known_to_have_made_is_told_without_a_try_when_the_wait_is_over()
    {
        var cluster = new Cluster();
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Denied, 21).Until(140);
        Assert.Empty(cluster.Moments);

        cluster.Until(142);
        Assert.Null(Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void A_request_that_was_denied_or_made_an_earlier_resource_of_the_name_made_nothing_of_this_one()
    {
        var cluster = new Cluster();
        var other = Provision with { TryNumber = 2 };
        cluster.Ask(Create(Claim().Name, 10, outcome: ActionOutcome.Denied), other);
        cluster.Ask(Create(Claim().Name, -300), other);
        cluster.Ask(Create(Claim().Name, 10, uid: "another"), other);
        cluster.Ask(Create(Claim().Name, 10) with { IsDryRun = true }, other);
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Denied, 21).Until(200);

        Assert.Null(Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void A_generated_name_is_known_by_the_UID_of_the_answer()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name with { Name = "" }, 10, uid: "c1"), Provision);
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Denied, 21).Until(22);

        Assert.Equal(Provision, Assert.Single(cluster.Moments).Try);
    }

    [Theory]
    [InlineData("etl", true)]
    [InlineData("unheard_of", false)]
    public void Annotations_are_believed_of_a_DAG_that_was_seen(string dag, bool isBelieved)
    {
        var cluster = new Cluster().PodRuns("p1", 5);
        cluster.See(Claim() with { Marks = Marks(dag) }, 11).See(Composite(Claim()), 12).See(Denied, 21).Until(200);

        Assert.Equal(isBelieved ? Provision : null, Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void Annotations_are_not_believed_of_a_DAG_that_two_Airflows_have()
    {
        var cluster = new Cluster().PodRuns("p1", 5);
        cluster.Ask(Create(Claim("other").Name, 6), Provision with { Task = Provision.Task with { Namespace = "staging" } });
        cluster.See(Claim() with { Marks = Marks() }, 11).See(Composite(Claim()), 12).See(Denied, 21).Until(200);

        Assert.Null(Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void The_record_counts_more_than_annotations()
    {
        var cluster = new Cluster().PodRuns("p1", 5);
        var other = Provision with { TryNumber = 7 };
        cluster.Ask(Create(Claim().Name, 10), other);
        cluster.See(Claim() with { Marks = Marks() }, 11).See(Composite(Claim()), 12).See(Denied, 21).Until(30);

        Assert.Equal(other, Assert.Single(cluster.Moments).Try);
    }

    [Fact]
    public void Two_claims_of_one_name_and_different_kinds_are_not_taken_for_each_other()
    {
        var cluster = new Cluster();
        var bucket = Claim(uid: "b1") with { Kind = "Bucket", Name = Claim().Name with { Resource = "buckets" } };
        cluster.Ask(Create(bucket.Name, 10), Provision with { TryNumber = 9 });
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(bucket, 11).See(Claim(), 11).See(Composite(Claim()), 12).See(Denied, 21).Until(22);

        Assert.Equal(Provision, Assert.Single(cluster.Moments).Try);
    }

    [Theory]
    [InlineData("airflow", "db-1", "claim airflow/db-1")]
    [InlineData("airflow", "", "claim in airflow")]
    [InlineData("", "db-1", "claim db-1")]
    [InlineData("", "", "claim")]
    public void An_action_on_a_type_of_Crossplanes_says_what_it_was_to_it(string space, string name, string detail) =>
        Assert.Equal(detail, new Cluster().Ask(Create(Claim().Name with { Namespace = space, Name = name }, 10), Provision));

    [Fact]
    public void An_action_on_anything_else_is_none_of_its_business() =>
        Assert.Null(new Cluster().Ask(Create(new ResourceName("", "secrets", "airflow", "x"), 10), Provision));

    [Fact]
    public void A_pod_that_ended_long_ago_is_no_run_of_today()
    {
        var dags = new Detection.Platform.Crossplane.Origins.SeenDags();
        dags.Observe(new Model.Tries.TaskPodSeen(
            new PodState { Uid = "p", Namespace = "airflow", Name = "p", Phase = PodPhase.Succeeded, CreatedAt = At(-7_200) }, OwnerOf(Provision), At(10)));

        Assert.Equal(At(-7_200), dags.LastRun(Provision.Task, At(20)));
        Assert.Null(dags.LastRun(new TaskKey("airflow", "other", "x"), At(20)));
    }
}
