using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.Activity;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Exporter.Tests.Activity;

public sealed class ActivityTests
{
    [Fact]
    public void A_flow_counts_for_what_it_is_and_once_for_each_task()
    {
        var activity = new FlowActivity();
        var (load, fit) = (Some.TaskPod("etl"), Some.TaskPod("train"));
        activity.Observe(Some.Batch(
            (Some.Flow(Verdict.Dropped, reason: DropReason.PolicyDenied), Some.FromClient(load)),
            (Some.Flow(Verdict.Dropped, reason: DropReason.TtlExceeded), Some.FromServer(load)),
            (Some.Flow(l7: Some.DnsAnswer(3)), Some.FromClient(load)),
            (Some.Flow(l7: Some.DnsAnswer(0)), Some.FromClient(load)),
            (Some.Flow(l7: Some.Response(500)), Some.FromClient(load)),
            (Some.Flow(l7: Some.Response(200)), Some.FromClient(load)),
            (Some.Flow(), new FlowAttribution(Some.Deciding(load), Some.Deciding(fit), Some.Postgres, Some.Postgres, AttributionKind.Task, AttributionClass.Exact))));

        var counts = activity.Table.Read(Some.Noon).ToDictionary(dag => dag.DagId);

        Assert.Equal([7, 6, 1, 2, 1, 1, 1, 0, 0], counts["etl"].Total);
        Assert.Equal([1, 0, 1, 0, 0, 0, 0, 0, 0], counts["train"].Total);
        Assert.Equal(counts["etl"].Total, counts["etl"].LastMinute);
    }

    [Fact]
    public void What_was_counted_leaves_the_last_minute_and_stays_in_the_total()
    {
        var table = new ActivityTable();
        Count(table, "etl", Some.Noon);
        Count(table, "etl", Some.Noon.Add(TimeSpan.FromSeconds(40)));

        Assert.Equal((2, 2), Flows(table, Some.Noon.Add(TimeSpan.FromSeconds(41))));
        Assert.Equal((2, 1), Flows(table, Some.Noon.Add(TimeSpan.FromSeconds(61))));
        Assert.Equal((2, 0), Flows(table, Some.Noon.Add(TimeSpan.FromSeconds(101))));
        Assert.Equal((2, 0), Flows(table, Some.Noon.Add(TimeSpan.FromDays(30))));

        static (long, long) Flows(ActivityTable table, Instant now) => table.Read(now).Single() is var dag ? (dag.Total[0], dag.LastMinute[0]) : default;
    }

    [Fact]
    public void A_failed_try_and_a_new_place_count_for_their_dag()
    {
        var activity = new TryActivity(new Windsock.Testing.ManualTime());
        var story = new TryStory { Id = "1", Try = Some.TaskPod().Try!, Result = TryResult.Failed, Evidence = new TryEvidence(0, false, false, true, 1) };
        activity.Observe(story);
        activity.Observe(story with { Revision = 1 });
        activity.Observe(story with { Result = TryResult.Succeeded });
        activity.Observe(Found("new_destination"));
        activity.Observe(Found("egress_denied"));

        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 1, 1], activity.Table.Read(Some.Noon).Single().Total);

        static Finding Found(string rule) => new()
        {
            Rule = rule,
            Severity = Severity.Warning,
            Subject = new FindingSubject("airflow", "etl", "load"),
            Cause = "x",
            Summary = "x",
            Mend = "x",
            Evidence = "complete",
            Since = Some.Noon,
            At = Some.Noon,
        };
    }

    /// <summary>DAGs come and go past the capacity, over hours; a plain list of every count is the twin.</summary>
    [Fact]
    public void Sums_are_exact_and_the_table_is_bounded_whatever_comes()
    {
        var folded = 0L;
        var steps = Gen.Choose(0, 29).Zip(Gen.Choose(0, 900)).ListOf(300);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(steps.ToArbitrary(), run =>
        {
            var table = new ActivityTable(capacity: 8);
            var twin = new List<(string Dag, Instant At)>();
            var now = Some.Noon;
            foreach (var (dag, seconds) in run)
            {
                now = now.Add(TimeSpan.FromSeconds(seconds / 10.0 * (seconds > 800 ? 100 : 1)));
                Count(table, $"dag{dag}", now);
                twin.Add(($"dag{dag}", now));
            }

            var counts = table.Read(now);
            Assert.True(counts.Length <= 9);
            Assert.Equal(twin.Count, counts.Sum(dag => dag.Total[0]));
            var newest = now.UnixNanoseconds / 5_000_000_000;
            Assert.Equal(twin.Count(one => one.At.UnixNanoseconds / 5_000_000_000 > newest - 12), counts.Sum(dag => dag.LastMinute[0]));
            Assert.All(counts.Where(dag => dag.DagId != ActivityTable.Rest), dag => Assert.True(dag.Total[0] <= twin.Count(one => one.Dag == dag.DagId)));
            folded += counts.Where(dag => dag.DagId == ActivityTable.Rest).Sum(dag => dag.Total[0]);
        }));

        Assert.True(folded > 1_000, $"hardly anything was folded: {folded}");
    }

    private static void Count(ActivityTable table, string dag, Instant now)
    {
        var counts = table.Of("airflow", dag, now);
        counts.Turn(now);
        counts.Count(ActivityKind.Flows);
    }
}
