using Windsock.Detection.Tests.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Terraform;

public sealed class StaleLockTests
{
    private static readonly Owner First = LockScene.Run("a");

    [Fact]
    public void A_lock_whose_pod_was_killed_is_stale_after_a_while()
    {
        var scene = new LockScene().Pod(First, 0).Held("lock-1", "root@pod-a", 10).Ends(First, 20);

        Assert.Empty(scene.Until(139).Findings);
        var finding = Assert.Single(scene.Until(140).Findings);
        Assert.Equal(
            "Terraform's state default/network in namespace airflow is locked by infra.apply (run r1, try 1), whose pod ended 2 min ago: nobody will give the lock back.",
            finding.Summary);
        Assert.Equal(("terraform_lock_stale", "infra.apply", "state airflow default/network", First.Try), (finding.Rule, finding.Subject.ToString(), finding.Cause, finding.Try));
        Assert.Contains("terraform force-unlock lock-1", finding.Mend, StringComparison.Ordinal);
        Assert.True(finding.IsComplete);
        Assert.Equal(SomePod.At(20), finding.Since);
    }

    [Fact]
    public void It_is_said_as_long_as_it_lasts_and_over_when_it_is_unlocked()
    {
        var scene = new LockScene().Pod(First, 0).Held("lock-1", "root@pod-a", 10).Goes(First, 20).Until(270);
        Assert.Equal(3, scene.Findings.Count);

        scene.Free(271).Until(400);
        Assert.Equal(3, scene.Findings.Count);
        var clear = Assert.Single(scene.Clears);
        Assert.Equal((scene.Findings[0].Rule, scene.Findings[0].Subject, scene.Findings[0].Cause), (clear.Rule, clear.Subject, clear.Cause));
    }

    [Fact]
    public void A_lock_whose_pod_lives_is_held_however_long_it_takes() =>
        Assert.Empty(new LockScene().Pod(First, 0).Held("lock-1", "root@pod-a", 10).Until(10_000).Findings);

    [Fact]
    public void A_new_pod_of_the_old_name_does_not_hold_what_the_old_one_took()
    {
        var again = LockScene.Run("a2");
        var scene = new LockScene().Pod(First, 0).Held("lock-1", "root@pod-a", 10).Goes(First, 20);
        scene.Tell(new Model.Tries.TaskPodSeen(SomePod.Running("a2", 30) with { Name = "pod-a" }, again, SomePod.At(30)));

        Assert.Equal(First.Try, Assert.Single(scene.Until(150).Findings).Try);
    }

    [Fact]
    public void A_holder_that_is_no_pod_we_know_is_left_alone() =>
        Assert.Empty(new LockScene().Held("lock-1", "anna@laptop", 10).Held("lock-1", "anna@laptop", 10, 40).Until(100_000).Findings);

    [Fact]
    public void A_holder_that_nobody_knows_is_called_stale_where_that_is_configured_and_said_to_be_unknown()
    {
        var scene = new LockScene(options => options.UnknownHolderStaleAfter = TimeSpan.FromMinutes(10)).Held("lock-1", "anna@laptop", 10);

        Assert.Empty(scene.Until(609).Findings);
        var finding = Assert.Single(scene.Until(610).Findings);
        Assert.Contains("has been locked for 10 min by anna@laptop, which is no pod that is known here", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(("state default/network", false), (finding.Subject.ToString(), finding.IsComplete));
    }

    [Fact]
    public void A_pod_that_is_known_by_what_it_asked_only_may_have_started_before_the_lock()
    {
        // A worker of Celery: only its requests show it, the first after the lock was taken.
        var worker = new Owner { Kind = OwnerKind.Component, Component = "worker", PodUid = "w", PodName = "worker-0", Namespace = "airflow" };
        var scene = new LockScene(options => options.UnknownHolderStaleAfter = TimeSpan.FromMinutes(1)).Held("lock-1", "root@worker-0", 10);
        scene.Asks(worker, "get", 30);

        Assert.Empty(scene.Until(500).Findings);
        Assert.Equal("Terraform's state default/network in namespace airflow is locked by pod airflow/worker-0, whose pod ended 2 min ago: nobody will give the lock back.", Assert.Single(scene.Goes(worker, 501).Until(621).Findings).Summary);
    }

    [Fact]
    public void A_wait_for_a_stale_lock_is_told_as_such()
    {
        var retry = LockScene.Run("b", number: 2);
        var scene = new LockScene().Pod(First, 0).Pod(retry, 30).Takes(First, "lock-1", 10).Ends(First, 20).Looks(retry, 40).Until(100);

        var finding = Assert.Single(scene.Findings);
        Assert.EndsWith("infra.apply (run r1, try 1) held it (OperationTypeApply), and its pod has ended: the lock is stale.", finding.Summary, StringComparison.Ordinal);
        Assert.Contains("terraform force-unlock lock-1", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_name_of_a_pod_is_cut_as_the_kubelet_cuts_host_names()
    {
        var name = new string('a', 62) + "-bcd-efg";
        var owner = LockScene.Run("long");
        var scene = new LockScene().Held("lock-1", $"root@{new string('a', 62)}", 10);
        scene.Tell(new Model.Tries.TaskPodSeen(SomePod.Running("long", 0) with { Name = name }, owner, SomePod.At(11)));
        scene.Ends(owner, 20);

        Assert.Equal(owner.Try, Assert.Single(scene.Until(140).Findings).Try);
    }

    [Fact]
    public void A_Lease_that_is_deleted_is_no_lock_any_more()
    {
        var scene = new LockScene().Pod(First, 0).Held("lock-1", "root@pod-a", 10).Ends(First, 20).Until(140);
        scene.Tell(new StateLockGone("airflow", LockScene.Lease, SomePod.At(141)));
        scene.Until(200);

        Assert.Single(scene.Findings);
        Assert.Single(scene.Clears);
    }

    [Fact]
    public void Findings_are_about_both_versions_when_two_used_the_state()
    {
        var scene = new LockScene().Pod(First, 0).Held("lock-0", "root@pod-a", 5, version: "1.9.8").Free(6).Held("lock-1", "root@pod-a", 10).Ends(First, 20).Until(140);

        Assert.Equal("1.11.4, 1.9.8", scene.Findings.Single().Measures.Single(measure => measure.Name == "versions of Terraform").Seen);
    }
}
