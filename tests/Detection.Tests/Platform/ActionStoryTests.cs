using Windsock.Detection.Tests.Tries;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Platform;

/// <summary>From what was asked of a platform to what is said of the try that asked.</summary>
public sealed class ActionStoryTests : ITryObserver
{
    private const string Account = "system:serviceaccount:airflow:worker";

    private static readonly Owner Task = Watching.Owner();
    private static readonly ActionTarget Claim = new("database.example.org", "xpostgresqlinstances", "", "airflow", "");

    private readonly List<TryStory> _stories = [];
    private readonly TaskWatch _watch;

    public ActionStoryTests() => _watch = new TaskWatch(new DetectionOptions(), [], [this]);

    [Fact]
    public void A_create_that_was_forbidden_is_why_the_try_failed_and_the_missing_right_is_named()
    {
        Live(end: 30);
        Ask(Action(28) with { Outcome = ActionOutcome.Denied, Code = 403, Reason = "Forbidden" });
        Until(60);

        var cause = Assert.Single(Assert.Single(_stories).Causes);
        Assert.Equal((FailureCause.Permission, Confidence.High, "xpostgresqlinstances.database.example.org"), (cause.Cause, cause.Confidence, cause.Peer));
        Assert.Equal(
            "Its create of xpostgresqlinstances.database.example.org was forbidden for system:serviceaccount:airflow:worker 2 s before it ended. The reason: missing verb create in namespace airflow.",
            cause.Sentence);
        Assert.Equal("Give service account airflow/worker the verb create on xpostgresqlinstances.database.example.org in namespace airflow: a Role and a RoleBinding, or let the task use the account that has it.", cause.Mend);
    }

    [Fact]
    public void What_is_told_after_the_try_was_reported_changes_the_report()
    {
        Live(end: 30);
        Until(60);
        Assert.Equal(FailureCause.NoneSeen, _stories.Single().Causes[0].Cause);

        Ask(Action(28) with { Outcome = ActionOutcome.Denied });
        Until(61);

        Assert.Equal((2, FailureCause.Permission, 1), (_stories.Count, _stories[1].Causes[0].Cause, _stories[1].Revision));
    }

    [Fact]
    public void What_went_well_later_is_no_reason()
    {
        Live(end: 30);
        Ask(Action(20) with { Outcome = ActionOutcome.Denied });
        Ask(Action(27));
        Until(60);

        Assert.Equal(FailureCause.NoneSeen, _stories.Single().Causes[0].Cause);
    }

    [Fact]
    public void What_failed_after_it_had_gone_well_is_one_in_whatever_order_it_is_told()
    {
        Live(end: 30);
        Ask(Action(28) with { Outcome = ActionOutcome.Denied });
        Ask(Action(20));
        Until(60);

        Assert.Equal(FailureCause.Permission, _stories.Single().Causes[0].Cause);
    }

    [Theory]
    [InlineData(ActionOutcome.TokenRefused, "", FailureCause.Token, "its token was not accepted")]
    [InlineData(ActionOutcome.MissingToken, "", FailureCause.Token, "no token was shown")]
    [InlineData(ActionOutcome.Conflict, "AlreadyExists", FailureCause.RequestRejected, "it is there already")]
    [InlineData(ActionOutcome.Invalid, "Invalid", FailureCause.RequestRejected, "was refused as invalid")]
    [InlineData(ActionOutcome.Throttled, "", FailureCause.RateLimited, "too many requests")]
    [InlineData(ActionOutcome.Failed, "", FailureCause.ServerError, "failed")]
    [InlineData(ActionOutcome.Routing, "", FailureCause.Routing, "did not reach it")]
    public void Each_way_to_fail_has_its_cause_and_its_words(ActionOutcome outcome, string reason, FailureCause expected, string words)
    {
        Live(end: 30);
        Ask(Action(28) with { Outcome = outcome, Reason = reason });
        Until(60);

        var cause = _stories.Single().Causes[0];
        Assert.Equal(expected, cause.Cause);
        Assert.Contains(words, cause.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(cause.Mend);
    }

    [Fact]
    public void That_something_was_not_there_when_it_was_looked_for_is_no_reason()
    {
        Live(end: 30);
        Ask(Action(28) with { Verb = "get", Outcome = ActionOutcome.NotFound });
        Until(60);

        Assert.Equal(FailureCause.NoneSeen, _stories.Single().Causes[0].Cause);
    }

    [Fact]
    public void A_dry_run_and_what_is_ambiguous_tell_nothing()
    {
        Live(end: 30);
        Ask(Action(28) with { Outcome = ActionOutcome.Denied, IsDryRun = true });
        Ask(Action(28) with { Outcome = ActionOutcome.Denied }, AttributionClass.Ambiguous);
        Until(60);

        Assert.Equal(FailureCause.NoneSeen, _stories.Single().Causes[0].Cause);
    }

    [Fact]
    public void What_a_try_changed_is_in_its_timeline_and_what_it_read_is_not()
    {
        Live(end: 30);
        Ask(Action(20) with { Target = Claim with { Name = "orders" } });
        Ask(Action(21) with { Verb = "get", Target = Claim with { Name = "orders" } });
        Until(60);

        var line = Assert.Single(_stories.Single().Timeline, line => line.Kind == "action");
        Assert.Equal("create of xpostgresqlinstances.database.example.org airflow/orders", line.Text);
    }

    [Fact]
    public void An_action_of_a_pod_that_was_never_seen_begins_no_try()
    {
        Ask(Action(28) with { Outcome = ActionOutcome.Denied });
        Until(60);

        Assert.Empty(_stories);
    }

    [Fact]
    public void Whatever_is_told_of_however_many_things_a_try_keeps_a_bounded_amount()
    {
        Live(end: 30);
        for (var i = 0; i < 500; i++)
        {
            Ask(Action(20 + (i / 100.0)) with { Outcome = ActionOutcome.Denied, Target = Claim with { Resource = $"kind{i}" } });
        }

        Until(60);

        Assert.InRange(_stories.Single().Causes.Length, 1, 8);
        Assert.All(_stories.Single().Causes, cause => Assert.Equal(FailureCause.Permission, cause.Cause));
    }

    void ITryObserver.Observe(TryStory story) => _stories.Add(story);

    private static PlatformAction Action(double at) => new(SomePod.At(at + 30))
    {
        Source = "kubernetes_audit",
        Id = "a",
        System = PlatformSystem.Crossplane,
        Verb = "create",
        Target = Claim,
        Caller = new ActionCaller { Username = Account, PodUid = Task.PodUid },
        Outcome = ActionOutcome.Succeeded,
        At = SomePod.At(at),
    };

    private void Ask(PlatformAction action, AttributionClass @class = AttributionClass.Exact) => _watch.Observe(new AttributedPlatformBatch(
        [new AttributedEvent(action, new ActionAttribution(@class == AttributionClass.Exact ? Task : null, @class, CallerEvidence.PodUid))], "audit", action.ReceivedAt));

    private void Live(double end)
    {
        _watch.Observe(new TaskPodSeen(SomePod.Pending("a"), Task, SomePod.At(-1)));
        _watch.Observe(new TaskPodSeen(SomePod.Running("a"), Task, SomePod.At(0)));
        _watch.Observe(new TaskPodSeen(SomePod.Ended("a", 1, end), Task, SomePod.At(end)));
    }

    private void Until(double now) => _watch.Advance(SomePod.At(now));
}
