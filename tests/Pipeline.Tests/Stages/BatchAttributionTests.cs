using FsCheck;
using FsCheck.Fluent;
using Windsock.Model.Identity;
using Windsock.Pipeline.Stages;

namespace Windsock.Pipeline.Tests.Stages;

public class BatchAttributionTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    private readonly AttributionCounts _counts = new();

    [Fact]
    public void A_batch_whose_pods_are_all_known_goes_on_as_it_is()
    {
        var stage = Stage();
        stage.Apply(Some.Applied("a"));
        var batch = Some.Batch(Some.Flow("a"), Some.Flow("a"));

        var attributed = Assert.Single(stage.Attribute(batch, Some.Time));

        Assert.Same(batch, attributed.Batch);
        Assert.Equal(2, _counts.Of(AttributionKind.Task, AttributionClass.Exact));
    }

    [Fact]
    public void A_flow_of_a_pod_not_known_yet_waits_and_the_others_go_on()
    {
        var stage = Stage();
        stage.Apply(Some.Applied("a"));

        var attributed = Assert.Single(stage.Attribute(Some.Batch(Some.Flow("a", 1), Some.Flow("late", 2), Some.Flow("a", 3)), Some.Time));

        Assert.Equal([1, 3], attributed.Flows.ToArray().Select(flow => flow.SourcePort));
        Assert.Equal(1, _counts.WaitingNow);
        Assert.Equal(Some.Time.Add(Wait), stage.NextDeadline);
    }

    [Fact]
    public void A_waiting_flow_is_attributed_as_soon_as_its_pod_is_applied()
    {
        var stage = Stage();
        stage.Attribute(Some.Batch(Some.Flow("late", 2), Some.Flow("later", 3)), Some.Time);

        stage.Apply(Some.Applied("late"));
        var released = Assert.Single(stage.ReleaseResolved());

        Assert.Equal([2], released.Flows.ToArray().Select(flow => flow.SourcePort));
        Assert.Equal(AttributionClass.Exact, released.Attributions[0].Class);
        Assert.Equal(1, _counts.WaitingNow);
    }

    [Fact]
    public void A_flow_that_has_waited_enough_is_emitted_as_unknown_and_counted()
    {
        var stage = Stage();
        stage.Attribute(Some.Batch(Some.Flow("never", 2)), Some.Time);

        Assert.Empty(stage.ReleaseExpired(Some.Time.Add(Wait - TimeSpan.FromTicks(1))));
        var released = Assert.Single(stage.ReleaseExpired(Some.Time.Add(Wait)));

        Assert.Equal(AttributionClass.Unknown, released.Attributions[0].Class);
        Assert.Equal(1, _counts.Of(AttributionKind.Other, AttributionClass.Unknown));
        Assert.Null(stage.NextDeadline);
    }

    [Fact]
    public void A_full_wait_room_answers_at_once_instead_of_growing()
    {
        var stage = Stage(capacity: 1);

        var attributed = Assert.Single(stage.Attribute(Some.Batch(Some.Flow("x", 1), Some.Flow("y", 2)), Some.Time));

        Assert.Equal([2], attributed.Flows.ToArray().Select(flow => flow.SourcePort));
        Assert.Equal(1, _counts.WaitingNow);
    }

    [Fact]
    public void A_flow_that_the_clients_node_reports_is_filtered_and_counted()
    {
        Assert.Empty(Stage().Attribute(Some.Batch(Some.Flow("elsewhere")), Some.Time));

        Assert.Equal(1, _counts.Filtered);
        Assert.Equal(0, _counts.Total);
    }

    [Fact]
    public void Every_flow_is_counted_exactly_once_whatever_happens()
    {
        var step = Gen.Choose(0, 11).ListOf(40);
        Prop.ForAll(step.ToArbitrary(), steps =>
        {
            var counts = new AttributionCounts();
            var stage = new BatchAttribution(new ScriptedAttributor(), counts, new WaitRoomOptions { Wait = Wait, Capacity = 5 });
            var (now, decoded, emitted) = (Some.Time, 0, 0);
            foreach (var s in steps)
            {
                now = now.Add(TimeSpan.FromSeconds(s % 3));
                switch (s)
                {
                    case 0:
                        stage.Apply(Some.Applied("p" + (decoded % 4)));
                        emitted += stage.ReleaseResolved().Sum(batch => batch.Count);
                        break;
                    case 1:
                        emitted += stage.ReleaseExpired(now).Sum(batch => batch.Count);
                        break;
                    default:
                        var flows = Enumerable.Range(0, s).Select(i => Some.Flow(i == 5 ? "elsewhere" : "p" + (i % 4))).ToArray();
                        decoded += flows.Length;
                        emitted += stage.Attribute(Some.Batch(flows), now).Sum(batch => batch.Count);
                        break;
                }

                Assert.Equal(decoded, counts.Total + counts.Filtered + counts.WaitingNow);
                Assert.Equal(emitted, counts.Total);
            }

            emitted += stage.ReleaseAll().Sum(batch => batch.Count);
            return decoded == counts.Total + counts.Filtered && emitted == counts.Total && counts.WaitingNow == 0;
        }).QuickCheckThrowOnFailure();
    }

    private BatchAttribution Stage(int capacity = 100) =>
        new(new ScriptedAttributor(), _counts, new WaitRoomOptions { Wait = Wait, Capacity = capacity });
}
