using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform.Terraform;

/// <summary>Requests as terraform 1.11 sends them: a look and a write to take the lock, the same to give it back, and looks after 1, 2, 4, 8
/// and 16 s while another holds it.</summary>
public sealed class LockContentionTests
{
    private static readonly Owner First = LockScene.Run("a");
    private static readonly Owner Retry = LockScene.Run("b", number: 2);
    private static readonly Owner Other = LockScene.Run("c", dag: "dns", run: "r9");

    [Fact]
    public void A_retry_that_finds_the_lock_taken_did_not_get_it_from_the_try_before()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Retry, 30).Takes(First, "lock-1", 10).Looks(Retry, 40).GivesBack(First, 60).Until(120);

        var wait = Assert.Single(scene.Waits);
        Assert.Equal((Retry.Try, First.Try, "root@pod-a", false, TimeSpan.Zero), (wait.Try, wait.Holder, wait.HolderName, wait.WasTaken, wait.Waited));
        Assert.Equal(("airflow", "default/network", SomePod.At(40)), (wait.Namespace, wait.Workspace, wait.At));
        var finding = Assert.Single(scene.Findings);
        Assert.Equal(
            "infra.apply (run r1, try 2) did not get the lock of Terraform's state default/network in namespace airflow: infra.apply (run r1, try 1) held it (OperationTypeApply).",
            finding.Summary);
        Assert.Equal(("terraform_lock_contention", Severity.Warning, "infra.apply", Retry.Try), (finding.Rule, finding.Severity, finding.Subject.ToString(), finding.Try));
        Assert.Contains("max_active_runs=1", finding.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_waits_and_gets_the_lock_waited_from_the_first_refusal()
    {
        var scene = new LockScene(options => options.ContentionFrom = TimeSpan.FromSeconds(5)).Pod(First, 0).Pod(Other, 0)
            .Takes(First, "lock-1", 10).Looks(Other, 20).Looks(Other, 21).Looks(Other, 23).GivesBack(First, 25).Takes(Other, "lock-2", 27).GivesBack(Other, 30).Until(90);

        var wait = Assert.Single(scene.Waits);
        Assert.Equal((Other.Try, First.Try, true), (wait.Try, wait.Holder, wait.WasTaken));
        Assert.Equal(7.02, wait.Waited.TotalSeconds, 2);
        var finding = Assert.Single(scene.Findings);
        Assert.Equal(Severity.Info, finding.Severity);
        Assert.StartsWith("dns.apply (run r9, try 1) waited 7 s for the lock of", finding.Summary, StringComparison.Ordinal);
        Assert.Contains("one Airflow pool with one slot", finding.Mend, StringComparison.Ordinal);
        Assert.Equal([First.Try, Other.Try], scene.Releases.Select(release => release.Try));
    }

    [Fact]
    public void The_time_that_a_run_waited_is_not_time_that_it_held_the_lock()
    {
        // Terraform writes into the lock when it began to want it, however often it had to ask; the pod's own host name is none that is known.
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Takes(First, "lock-1", 10).Looks(Other, 20).GivesBack(First, 25)
            .Looks(Other, 27).Writes(Other, 27.02).Held("lock-2", "root@elsewhere", created: 20, seen: 27.03).GivesBack(Other, 30).Until(90);

        var release = Assert.Single(scene.Releases, release => release.Try == Other.Try);
        Assert.Equal(3, release.Held.TotalSeconds, 2);
        Assert.Equal(7.02, Assert.Single(scene.Waits).Waited.TotalSeconds, 2);
    }

    [Fact]
    public void Of_two_runs_within_a_second_each_held_the_lock_for_itself()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0)
            .Takes(First, "lock-1", 10).GivesBack(First, 10.2).Takes(Other, "lock-2", 10.5).GivesBack(Other, 10.9).Until(90);

        Assert.Equal([First.Try, Other.Try], scene.Releases.Select(release => release.Try));
    }

    [Fact]
    public void A_short_wait_that_ended_well_is_measured_and_not_told()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Takes(First, "lock-1", 10).Looks(Other, 11.5).GivesBack(First, 12).Takes(Other, "lock-2", 12.5).Until(90);

        Assert.Single(scene.Waits);
        Assert.Empty(scene.Findings);
    }

    [Fact]
    public void A_run_that_waited_until_its_timeout_gave_up_at_its_last_look()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Takes(First, "lock-1", 10);
        foreach (var at in new[] { 20.0, 21, 23, 27, 35, 51, 67 })
        {
            scene.Looks(Other, at);
        }

        scene.Until(150);

        var wait = Assert.Single(scene.Waits);
        Assert.Equal((false, 47.0, SomePod.At(67)), (wait.WasTaken, wait.Waited.TotalSeconds, wait.At));
        Assert.Equal("7 times", Assert.Single(scene.Findings).Measures.Single(measure => measure.Name == "refused").Seen);
    }

    [Fact]
    public void Who_loses_the_race_for_a_free_lock_was_refused()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Looks(First, 10).Looks(Other, 10.001).Writes(First, 10.02).Held("lock-1", "root@pod-a", 9.99, 10.03)
            .Writes(Other, 10.03, ActionOutcome.Conflict).Until(90);

        Assert.Equal(Other.Try, Assert.Single(scene.Waits).Try);
        Assert.Equal(First.Try, scene.Waits.Single().Holder);
    }

    [Fact]
    public void Runs_one_after_the_other_do_not_wait_for_each_other()
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0);
        for (var at = 10.0; at < 200; at += 20)
        {
            scene.Takes(First, $"lock-{at}", at).GivesBack(First, at + 5).Takes(Other, $"lock-{at + 10}", at + 10).GivesBack(Other, at + 15);
        }

        scene.Until(300);

        Assert.Empty(scene.Waits);
        Assert.Empty(scene.Findings);
        Assert.Equal(20, scene.Releases.Count());
        Assert.All(scene.Releases, release => Assert.Equal(5, release.Held.TotalSeconds, 1));
    }

    [Fact]
    public void Somebody_who_only_looks_at_the_Lease_waits_for_nothing()
    {
        var scene = new LockScene().Pod(First, 0).Takes(First, "lock-1", 10).Asks(Other, "get", 12, agent: "kubectl/v1.34.0 (linux/amd64) kubernetes/abc").Until(90);

        Assert.Empty(scene.Waits);
    }

    [Fact]
    public void Without_the_Lease_the_audit_alone_tells_who_waited_for_whom()
    {
        var scene = new LockScene();
        scene.Looks(First, 10).Writes(First, 10.02).Looks(Retry, 40).Looks(Retry, 41).Looks(Retry, 43).Looks(First, 45).Writes(First, 45.02).Looks(Retry, 47).Writes(Retry, 47.02).Until(120);

        var wait = Assert.Single(scene.Waits);
        Assert.Equal((Retry.Try, First.Try, "", true), (wait.Try, wait.Holder, wait.HolderName, wait.WasTaken));
        var release = Assert.Single(scene.Releases);
        Assert.Equal((First.Try, 35.0), (release.Try, release.Held.TotalSeconds));
    }

    [Fact]
    public void A_wait_of_nobody_that_is_known_is_measured_and_no_finding()
    {
        var scene = new LockScene().Pod(First, 0).Takes(First, "lock-1", 10);
        scene.Asks(null, "get", 20).Until(90);

        Assert.Null(Assert.Single(scene.Waits).Try);
        Assert.Empty(scene.Findings);
    }

    [Fact]
    public void The_audit_that_says_who_wrote_holds_over_what_the_holder_calls_itself()
    {
        // The run of c says that it is pod-a.
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Looks(Other, 10).Writes(Other, 10.02).Held("lock-1", "root@pod-a", 9.99, 10.03).Free(30).Until(90);

        Assert.Equal(Other.Try, Assert.Single(scene.Releases).Try);
    }

    [Fact]
    public void In_whatever_order_audit_and_Lease_come_the_same_is_said()
    {
        var plain = Play(Events(new LockScene()));
        Assert.NotEmpty(plain);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var events = Events(new LockScene());
            new Random(seed).Shuffle(events);
            return Play(events).SequenceEqual(plain);
        }));
    }

    /// <summary>Two runs that collide twice. The Lease's own changes keep their order among each other, as a watch tells them.</summary>
    private static (Action<LockScene> Tell, int Order)[] Events(LockScene source)
    {
        var events = new List<Action<LockScene>>();
        void Audit(Owner owner, string verb, double at)
        {
            var action = source.Action(verb, at, ActionOutcome.Succeeded, LockScene.Target(LockScene.Lease), LockScene.Agent);
            events.Add(scene => scene.Tell(new AttributedEvent(action, new ActionAttribution(owner, AttributionClass.Exact, CallerEvidence.PodUid))));
        }

        void Both(Owner owner, double at)
        {
            Audit(owner, "get", at);
            Audit(owner, "update", at + 0.02);
        }

        Both(First, 10);
        Audit(Other, "get", 12);
        Audit(Other, "get", 13);
        Both(First, 14);
        Both(Other, 15);
        Audit(Retry, "get", 16);
        Both(Other, 18);
        return [.. events.Select(tell => (tell, 0))];
    }

    private static List<string> Play((Action<LockScene> Tell, int Order)[] events)
    {
        var scene = new LockScene().Pod(First, 0).Pod(Other, 0).Pod(Retry, 0);
        scene.Held("lock-1", "root@pod-a", 9.99, 10.03).Free(14.03).Held("lock-2", "root@pod-c", 14.99, 15.03).Free(18.03);
        foreach (var (tell, _) in events)
        {
            tell(scene);
        }

        scene.Until(120);
        return [.. scene.Moments.Where(moment => moment is not TerraformRunSeen).Select(moment => moment.ToString()), .. scene.Findings.Select(finding => finding.Summary)];
    }
}
