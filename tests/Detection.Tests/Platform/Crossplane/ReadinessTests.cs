using Windsock.Detection.Platform.Crossplane;
using Windsock.Model.Platform;
using static Windsock.Detection.Tests.Platform.Crossplane.Cluster;

namespace Windsock.Detection.Tests.Platform.Crossplane;

/// <summary>When a claim became ready, and what keeps it from it.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public void A_claim_that_becomes_ready_is_told_once_with_the_time_it_took()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        cluster.See(Claim() with { Conditions = [Creating(11)] }, 11);
        cluster.See(Claim() with { Conditions = [Ready(95)] }, 96);
        cluster.See(Claim() with { Conditions = [Creating(120)] }, 120).See(Claim() with { Conditions = [Ready(130)] }, 131).Until(300);

        var ready = Assert.IsType<ResourceBecameReady>(Assert.Single(cluster.Moments));
        Assert.Equal((TimeSpan.FromSeconds(85), Provision, At(95), ResourceRole.Claim), (ready.Took, ready.Try, ready.At, ready.Role));
    }

    [Fact]
    public void Of_a_claim_and_its_composite_the_claim_is_told_and_of_a_composite_alone_the_composite()
    {
        var cluster = new Cluster();
        cluster.See(Claim() with { Conditions = [Ready(20)] }, 21);
        cluster.See(Composite(Claim()) with { Conditions = [Ready(20)] }, 21);
        cluster.See(Composite(name: "alone", uid: "x2") with { Conditions = [Ready(30)] }, 31).Until(300);

        Assert.Equal(["db-1", "alone"], cluster.Moments.Cast<ResourceBecameReady>().Select(moment => moment.Name.Name));
    }

    [Theory]
    [InlineData(-600, true, false)] // ready before the agent came
    [InlineData(-600, false, true)]
    [InlineData(-7_200, false, false)] // nobody knows how often it was ready before
    [InlineData(5, true, true)]
    public void What_was_ready_before_the_agent_is_not_told(double created, bool isReadyAtFirst, bool isTold)
    {
        var cluster = new Cluster();
        var claim = Claim(created: created);
        cluster.See(claim with { Conditions = [isReadyAtFirst ? Ready(created + 60) : Creating(created)] }, 6);
        cluster.See(claim with { Conditions = [Ready(100)] }, 101).Until(300);

        Assert.Equal(isTold, cluster.Moments.Count == 1);
    }

    [Fact]
    public void A_trouble_is_told_once_however_its_message_changes_and_again_for_another_cause()
    {
        var cluster = new Cluster();
        cluster.Ask(Create(Claim().Name, 10), Provision);
        foreach (var (at, message) in new[] { (12, "AccessDenied, request id 1"), (20, "AccessDenied, request id 2"), (30, "quota exceeded"), (40, "AccessDenied, request id 3") })
        {
            cluster.See(Claim() with { Conditions = [Unsynced(at, message)] }, at);
        }

        cluster.Until(60);
        Assert.Equal(["permission", "quota"], cluster.Moments.Cast<ResourceTroubled>().Select(moment => moment.Cause));
    }

    [Fact]
    public void What_is_being_made_deleted_or_paused_is_not_in_trouble()
    {
        var cluster = new Cluster();
        cluster.See(Claim() with { Conditions = [Creating(11), new("Synced", "False", "ReconcilePaused", "", At(11))], IsPaused = true }, 11);
        cluster.See(Claim() with { Conditions = [new("Ready", "False", "Waiting", "claim is waiting for the composite", At(12))] }, 12);
        cluster.See(Claim() with { Conditions = [new("Ready", "False", "Deleting", "", At(13))], DeletionAt = At(13) }, 13).Until(600);

        Assert.Empty(cluster.Moments);
    }

    [Fact]
    public void Two_writers_that_met_are_told_only_if_it_does_not_pass()
    {
        const string Met = "Operation cannot be fulfilled on x: the object has been modified";
        var cluster = new Cluster(new ClaimWatchOptions { OwnerWait = TimeSpan.Zero });
        cluster.See(Claim() with { Conditions = [Unsynced(11, Met)] }, 11).See(Claim() with { Conditions = [Creating(13)] }, 13).Until(100);
        Assert.Empty(cluster.Moments);

        cluster.See(Claim() with { Conditions = [Unsynced(110, Met)] }, 110).Until(200);
        Assert.Equal("conflict", Assert.IsType<ResourceTroubled>(Assert.Single(cluster.Moments)).Cause);
    }

    [Fact]
    public void Of_a_deletion_that_hangs_the_lowest_link_is_told_with_the_providers_message()
    {
        var cluster = new Cluster();
        var (claim, composite) = (Claim() with { DeletionAt = At(100) }, Composite(Claim()) with { DeletionAt = At(100) });
        var managed = Managed(Composite(Claim())) with { DeletionAt = At(101), Conditions = [Unsynced(102, "delete failed: DependencyViolation: subnet")] };
        cluster.See(claim, 100).See(composite, 100).See(managed, 103).Until(1_890);
        Assert.Equal(["conflict"], cluster.Moments.Cast<ResourceTroubled>().Select(moment => moment.Cause));

        cluster.Until(2_100);
        var hanging = Assert.IsType<ResourceTroubled>(Assert.Single(cluster.Moments.Skip(1)));
        Assert.Equal(("stuck", "Deleting", "db-1-x7k-rds"), (hanging.Cause, hanging.Reason, hanging.Name.Name));
        Assert.Equal("its deletion was asked for 30 min ago and is not over: delete failed: DependencyViolation: subnet", hanging.Message);
    }

    [Fact]
    public void A_creation_that_never_tells_its_end_is_stuck_and_one_that_ends_in_time_is_not()
    {
        var cluster = new Cluster();
        cluster.See(Managed(Composite()) with { IsCreationPending = true }, 20);
        cluster.See(Managed(Composite(), name: "quick", uid: "m2") with { IsCreationPending = true }, 20);
        cluster.See(Managed(Composite(), name: "quick", uid: "m2"), 40).Until(1_300);

        var stuck = Assert.IsType<ResourceTroubled>(Assert.Single(cluster.Moments));
        Assert.Equal(("stuck", "db-1-x7k-rds"), (stuck.Cause, stuck.Name.Name));
    }

    [Theory]
    [InlineData("connect failed: cannot get credentials: operation error STS: AssumeRoleWithWebIdentity, StatusCode: 403, api error AccessDenied", "credentials")]
    [InlineData("connect failed: ProviderConfig.aws.upbound.io \"default\" not found", "credentials")]
    [InlineData("create failed: operation error RDS: CreateDBInstance, StatusCode: 403, RequestID: 4293, api error AccessDenied: not authorized", "permission")]
    [InlineData("observe failed: googleapi: Error 403: caller has no right", "permission")]
    [InlineData("create failed: api error InstanceQuotaExceeded", "quota")]
    [InlineData("observe failed: StatusCode: 429", "quota")]
    [InlineData("create failed: BucketAlreadyOwnedByYou", "conflict")]
    [InlineData("observe failed: DBSubnetGroupNotFoundFault: group is absent", "not_found")]
    [InlineData("create failed: InvalidParameterValue: bad class", "invalid")]
    [InlineData("observe failed: dial tcp: lookup rds.eu-west-1.amazonaws.com: no such host", "unreachable")]
    [InlineData("observe failed: context deadline exceeded", "unreachable")]
    [InlineData("cannot determine creation result - remove the annotation if it is safe to proceed", "stuck")]
    [InlineData("observe failed: request 403429 went wrong", "other")]
    [InlineData("", "other")]
    public void A_message_is_classed_by_its_words(string message, string cause) =>
        Assert.Equal(cause, Detection.Platform.Crossplane.Troubles.TroubleCauses.Of(message));
}
