using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Tests.FlowLog;

public sealed class RecentFlowsTests
{
    private const int Capacity = 40;

    [Fact]
    public void Before_the_first_flow_there_is_nothing_and_nothing_is_lost()
    {
        var slice = new RecentFlows(Capacity).Read(0);

        Assert.Empty(slice.Batches);
        Assert.Equal((0L, 0L), (slice.Next, slice.Lost));
    }

    [Fact]
    public void A_reader_that_is_too_slow_is_told_how_many_it_missed()
    {
        var recent = new RecentFlows(Capacity);
        for (var i = 0; i < 100; i++)
        {
            recent.Observe(Batch(i, 1));
        }

        var slice = recent.Read(10);

        Assert.Equal((50L, 40, 100L), (slice.Lost, slice.Batches.Length, slice.Next));
    }

    /// <summary>Batches come, several readers read now and then and in pieces; the twin keeps every flow ever in a list.</summary>
    [Fact]
    public void Every_reader_gets_what_a_plain_twin_would_give_it()
    {
        var lost = 0L;
        var steps = Gen.Choose(0, 9).Zip(Gen.Choose(1, 25)).ListOf(150);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(steps.ToArbitrary(), run =>
        {
            var recent = new RecentFlows(Capacity);
            var batches = new List<(int First, int Count)>();
            var positions = new long[3];
            var total = 0;
            foreach (var (what, size) in run)
            {
                if (what < 7)
                {
                    recent.Observe(Batch(total, size));
                    batches.Add((total, size));
                    total += size;
                    continue;
                }

                ref var position = ref positions[what - 7];
                var slice = recent.Read(position, mostBatches: 1 + (size % 4));
                var oldest = OldestKept(batches, total);
                var expectedLost = Math.Max(0, oldest - position);
                Assert.Equal(expectedLost, slice.Lost);
                Assert.Equal(slice.Next - position - slice.Lost, Numbers(slice).Count);
                Assert.Equal(Numbers(slice), Enumerable.Range((int)(position + slice.Lost), (int)(slice.Next - position - slice.Lost)));
                Assert.True(slice.Next == total || slice.Batches.Length > 0);
                lost += slice.Lost;
                position = slice.Next;
            }

            // In the end nobody has missed a flow without being told: what was read and what was lost is all there was.
            foreach (var reader in positions)
            {
                var position = reader;
                while (recent.Read(position, 2) is { Batches.Length: > 0 } slice)
                {
                    Assert.Equal(slice.Next, position + slice.Lost + Numbers(slice).Count);
                    position = slice.Next;
                }

                Assert.Equal(total, position);
            }
        }));

        Assert.True(lost > 1_000, $"the readers were hardly ever too slow: {lost}");
    }

    [Fact]
    public void A_position_within_a_batch_is_gone_on_from()
    {
        var recent = new RecentFlows(Capacity);
        recent.Observe(Batch(0, 10));
        recent.Observe(Batch(10, 10));

        var slice = recent.Read(13);

        Assert.Equal((3, 20L, 0L), (slice.Skip, slice.Next, slice.Lost));
        Assert.Equal(Enumerable.Range(13, 7), Numbers(slice));
    }

    /// <summary>Whole batches go, as long as the capacity is still there without them.</summary>
    private static int OldestKept(List<(int First, int Count)> batches, int total) =>
        batches.Where((batch, i) => i == batches.Count - 1 || total - batches[i + 1].First < Capacity).Select(batch => batch.First).DefaultIfEmpty(total).First();

    private static List<int> Numbers(RecentSlice slice)
    {
        var numbers = new List<int>();
        foreach (var batch in slice.Batches)
        {
            foreach (ref readonly var flow in batch.Flows)
            {
                numbers.Add(flow.SourcePort);
            }
        }

        return numbers[slice.Skip..];
    }

    /// <summary>Flows that carry their number as a port.</summary>
    private static AttributedBatch Batch(int first, int count) => Some.Batch([.. Enumerable.Range(first, count).Select(number =>
    {
        var flow = Some.Flow();
        flow.SourcePort = (ushort)number;
        return (flow, Some.FromClient(Some.TaskPod()));
    })]);
}
