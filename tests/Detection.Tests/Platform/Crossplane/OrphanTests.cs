using Windsock.Detection.Platform.Crossplane;
using Windsock.Model.Cluster;
using Windsock.Model.Findings;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Platform.Crossplane.Cluster;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>Rule <c>crossplane_orphan</c>: what is left behind, and what only looks like it.</summary>
public sealed class OrphanTests
{
    private const double Day = 86_400;

    [Fact]
    public void A_composite_whose_claim_is_gone_is_left_behind_after_the_grace_and_no_longer_when_a_claim_of_the_name_is_there()
    {
        var cluster = new Cluster().Synced();
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).Until(30);
        cluster.Gone(Claim(), 31).Until(900);
        Assert.Empty(cluster.Findings);

        cluster.Until(1_000);
        var finding = Assert.Single(cluster.Findings);
        Assert.Equal(("crossplane_orphan", Severity.Info, "PostgreSQLInstance airflow/db-1 is gone"), (finding.Rule, finding.Severity, finding.Cause));
        Assert.Equal("XPostgreSQLInstance db-1-x7k is left behind: its owner PostgreSQLInstance airflow/db-1 has been gone for 15 min.", finding.Summary);

        cluster.See(Claim(uid: "c2", created: 1_001), 1_002).Until(1_100);
        Assert.Equal((finding.Subject, (string?)finding.Cause), (cluster.Clears.Single().Subject, cluster.Clears.Single().Cause));
    }

    [Fact]
    public void A_managed_resource_whose_composite_is_gone_is_left_behind_and_the_task_that_made_it_is_named()
    {
        var cluster = new Cluster().Synced();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Managed(Composite(Claim())), 13).Until(20);
        cluster.Gone(Composite(Claim()), 21).Until(1_000);

        var finding = Assert.Single(cluster.Findings);
        Assert.Equal((Severity.Warning, "etl.provision", Provision), (finding.Severity, finding.Subject.ToString(), finding.Try));
        Assert.Equal("Instance db-1-x7k-rds, made by etl.provision, is left behind: its owner XPostgreSQLInstance db-1-x7k has been gone for 15 min.", finding.Summary);
    }

    [Fact]
    public void Nothing_is_judged_before_the_owners_type_was_listed_nor_after_something_was_left_out()
    {
        var never = new Cluster();
        never.See(Composite(Claim()), 12).See(Managed(Composite(Claim())), 13).Until(3_000);
        Assert.Empty(never.Findings);

        var doubtful = new Cluster().Synced();
        doubtful.See(Composite(Claim()), 12).See(new PlatformGap("crossplane", "lost", default, At(14))).Until(3_000);
        Assert.Empty(doubtful.Findings);

        doubtful.Synced(3_001).Until(5_000);
        Assert.Single(doubtful.Findings);
    }

    [Fact]
    public void An_owner_that_is_no_type_of_Crossplanes_is_not_judged()
    {
        var cluster = new Cluster().Synced();
        cluster.See(Managed(Composite()) with { Owners = [new ResourceOwner("apps", "Deployment", "x", "d1", true)], Composite = "" }, 13).Until(3_000);

        Assert.Empty(cluster.Findings);
    }

    [Fact]
    public void What_is_being_deleted_is_not_left_behind()
    {
        var cluster = new Cluster().Synced();
        cluster.See(Composite(Claim()) with { DeletionAt = At(20) }, 21).Until(1_500);

        Assert.Empty(cluster.Findings);
    }

    [Fact]
    public void A_claim_that_outlives_the_last_run_of_its_DAG_by_a_day_is_left_behind_until_the_DAG_runs_again()
    {
        var cluster = new Cluster().PodRuns("p1", 5);
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).Learn(new TaskPodGone("p1", At(60))).Until(60 + Day - 60);
        Assert.Empty(cluster.Findings);

        cluster.Until(60 + Day + 60);
        var finding = Assert.Single(cluster.Findings);
        Assert.Equal("PostgreSQLInstance airflow/db-1, made by etl.provision, is still there 24 h 0 min after the last run of etl.", finding.Summary);
        Assert.Equal((Severity.Warning, "complete: the API server's record of the request that made it"), (finding.Severity, finding.Evidence));

        cluster.PodRuns("p2", 60 + Day + 70).Until(60 + Day + 200);
        Assert.Single(cluster.Clears);
    }

    [Fact]
    public void It_is_said_again_while_it_lasts()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).Until(Day + (13 * 3_600));

        Assert.Equal(3, cluster.Findings.Count);
        Assert.Empty(cluster.Clears);
    }

    [Fact]
    public void A_claim_of_a_DAG_that_runs_is_not_left_behind_however_long_it_runs()
    {
        var cluster = new Cluster().PodRuns("p1", 5);
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).Until(3 * Day);

        Assert.Empty(cluster.Findings);
    }

    [Theory]
    [InlineData("airflow/db-*")]
    [InlineData("airflow/db-1")]
    public void A_claim_that_is_to_stay_is_kept(string pattern)
    {
        var cluster = new Cluster(orphans: new CrossplaneOrphanOptions { Keep = [pattern] });
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).See(Claim("other", uid: "c2"), 11).Until(2 * Day);

        Assert.Empty(cluster.Findings);
    }

    [Fact]
    public void After_a_restart_nothing_is_known_of_last_runs_until_the_DAG_is_seen()
    {
        var cluster = new Cluster();
        cluster.See(Claim(created: -3 * Day) with { Marks = Marks() }, 11).Until(2 * Day);
        Assert.Empty(cluster.Findings);

        cluster.PodRuns("p1", 2 * Day).Learn(new TaskPodGone("p1", At((2 * Day) + 10))).Until(3.5 * Day);
        var finding = cluster.Findings[0];
        Assert.Equal("inferred: its own annotations say who made it", finding.Evidence);
        Assert.Contains("probably made by etl.provision", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_deletion_leaves_in_the_cloud_is_told_when_it_is_gone()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim(), 11).See(Composite(Claim()), 12).See(Managed(Composite(Claim())) with { IsOrphanedOnDelete = true }, 13);
        cluster.See(Managed(Composite(Claim()), "kept", uid: "m2"), 13);
        cluster.Gone(Managed(Composite(Claim()), "kept", uid: "m2"), 20).Gone(Managed(Composite(Claim())), 20);

        var finding = Assert.Single(cluster.Findings);
        Assert.Equal("Instance db-1-x7k-rds, made by etl.provision, was deleted, and what it stands for stays in the cloud: its deletion policy says so.", finding.Summary);
        Assert.Equal("deletion of PostgreSQLInstance airflow/db-1", finding.Cause);
    }

    [Fact]
    public void A_resource_that_goes_takes_what_was_said_of_it_along()
    {
        var cluster = new Cluster().Synced();
        cluster.See(Composite(Claim()), 12).Until(1_000);
        cluster.Gone(Composite(Claim()), 1_001);

        Assert.Single(cluster.Findings);
        Assert.Single(cluster.Clears);
    }

    [Fact]
    public void The_rule_can_be_turned_off()
    {
        var cluster = new Cluster(orphans: new CrossplaneOrphanOptions { Enabled = false }).Synced();
        cluster.See(Composite(Claim()), 12).See(Managed(Composite(Claim())) with { IsOrphanedOnDelete = true }, 13).Until(3_000);
        cluster.Gone(Managed(Composite(Claim())), 3_001);

        Assert.Empty(cluster.Findings);
    }
}
