using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Tries;

/// <summary>Which pods are of one try.</summary>
public sealed class IdentityTests
{
    private const string Run = "scheduled__2024-01-01T00:00:00+00:00";
    private static readonly string HashedRun = LabelSafe.Of(Run);

    [Fact]
    public void A_hashed_pod_and_a_raw_one_of_a_try_meet_in_one_ledger_whichever_comes_first()
    {
        var hashed = Watching.Owner("a", run: HashedRun, ids: IdForm.Hashed);
        var raw = Watching.Owner("x", PodRole.Executor, run: Run);
        foreach (var (first, second) in new[] { (hashed, raw), (raw, hashed) })
        {
            var story = new Watching().Talk(first, 1).Talk(second, 2).Only;

            Assert.Equal((Run, IdForm.Raw), (story.Try.RunId, story.Try.Ids));
            Assert.Equal(2, story.Pods.Length);
            Assert.Equal(2, story.Evidence.FlowEvents);
        }
    }

    [Fact]
    public void A_pod_whose_ids_are_recovered_stays_where_it_is()
    {
        var watching = new Watching().Talk(Watching.Owner("a", run: HashedRun, ids: IdForm.Hashed), 1);
        var id = watching.Only.Id;

        watching.Talk(Watching.Owner("a", run: Run, ids: IdForm.Recovered), 2);
        Assert.Equal((id, Run, 1), (watching.Only.Id, watching.Only.Try.RunId, watching.Only.Pods.Length));
    }

    [Fact]
    public void A_pod_first_known_from_the_labels_of_flows_is_the_one_that_comes_into_view()
    {
        var nameless = Watching.Owner("", run: "", number: 0);
        var labels = new Owner { Kind = OwnerKind.Task, Namespace = "airflow", PodName = "pod-a", Role = PodRole.Operator, Try = nameless.Try };
        var watching = new Watching().Talk(labels, 1).Talk(Watching.Owner(), 2).Talk(labels, 3);

        Assert.Equal(("run1", 1, 3L), (watching.Only.Try.RunId, watching.Only.Pods.Length, watching.Only.Evidence.FlowEvents));
        Assert.Equal(1, watching.Book.Counts.Merged.Value);
    }

    [Fact]
    public void Pods_that_name_neither_run_nor_try_are_not_taken_for_one_try() =>
        Assert.Equal(2, new Watching().Talk(Watching.Owner("a", run: "", number: 0), 1).Talk(Watching.Owner("b", run: "", number: 0), 2).Book.Find(new StoryQuery()).Length);

    [Fact]
    public void Tries_runs_maps_tasks_and_dags_are_told_apart()
    {
        var watching = new Watching()
            .Talk(Watching.Owner("a"), 1)
            .Talk(Watching.Owner("b", number: 2), 1)
            .Talk(Watching.Owner("c", run: "run2"), 1)
            .Talk(Watching.Owner("d", map: 0), 1)
            .Talk(Watching.Owner("e", task: "other"), 1)
            .Talk(Watching.Owner("f", dag: "other"), 1);

        Assert.Equal(6, watching.Book.Find(new StoryQuery()).Select(story => story.Id).Distinct().Count());
    }

    [Fact]
    public void An_id_is_16_hex_digits_and_the_same_for_raw_and_hashed_ids()
    {
        var hashed = new Watching().Talk(Watching.Owner("a", run: HashedRun, ids: IdForm.Hashed), 1).Only.Id;
        var raw = new Watching().Talk(Watching.Owner("b", run: Run), 1).Only.Id;

        Assert.Equal(raw, hashed);
        Assert.Equal("402fae7d0d7aab57", raw);
    }

    [Theory]
    [InlineData(AttributionClass.Ambiguous, true)]
    [InlineData(AttributionClass.Unknown, true)]
    [InlineData(AttributionClass.Exact, false)]
    public void What_is_not_sure_or_not_ours_to_account_for_is_not_written_down(AttributionClass certainty, bool decides) =>
        Assert.Empty(new Watching().Talk(Watching.Owner(), 1, certainty, decides).Book.Find(new StoryQuery()));

    [Fact]
    public void Stories_are_found_by_what_is_asked_newest_first()
    {
        var watching = new Watching()
            .Talk(Watching.Owner("a", run: Run), 1)
            .Talk(Watching.Owner("b", task: "other", run: Run), 3)
            .Talk(Watching.Owner("c", dag: "d 1", run: "r", number: 2, map: 4), 2);

        Assert.Equal(["b", "c", "a"], Uids(new StoryQuery()));
        Assert.Equal(["b"], Uids(new StoryQuery(Limit: 1)));
        Assert.Equal(["b", "a"], Uids(new StoryQuery(RunId: Run)));
        Assert.Equal(["b", "a"], Uids(new StoryQuery(RunId: HashedRun)));
        Assert.Equal(["a"], Uids(new StoryQuery("airflow", "etl", "load", Run, 1, -1, TryResult.Running)));
        Assert.Equal(["c"], Uids(new StoryQuery(DagId: "d 1", TryNumber: 2, MapIndex: 4)));
        Assert.Empty(Uids(new StoryQuery(Namespace: "elsewhere")));
        Assert.Empty(Uids(new StoryQuery(Result: TryResult.Failed)));
        Assert.Empty(Uids(new StoryQuery(Limit: 0)));
        Assert.Empty(Uids(new StoryQuery(Cause: FailureCause.Reset)));

        string[] Uids(StoryQuery query) => [.. watching.Book.Find(query).Select(story => story.Pods[0].Uid)];
    }

    [Fact]
    public void A_story_is_found_by_its_id()
    {
        var watching = new Watching().Talk(Watching.Owner(), 1);

        Assert.Equal("run1", watching.Book.FindById(watching.Only.Id)!.Try.RunId);
        Assert.Null(watching.Book.FindById("0000000000000000"));
        Assert.Null(watching.Book.FindById(""));
    }
}
