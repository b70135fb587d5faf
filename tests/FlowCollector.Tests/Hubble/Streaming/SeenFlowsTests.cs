using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

public sealed class SeenFlowsTests
{
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);
    private static readonly Instant Now = Answer.Noon.Add(TimeSpan.FromDays(1));

    /// <summary>However the stream is cut, what is handed over is what the server sent, once each: the oracle is the server's list.
    /// Ids are drawn from few, so that equal ones (flows without uuid) are common.</summary>
    [Fact]
    public void Any_breaks_give_the_servers_events_exactly_once() => Prop.ForAll(
        Gen.Choose(0, 20).ListOf().ToArbitrary(),
        Gen.Choose(0, 30).ListOf().ToArbitrary(),
        (ids, breaks) =>
        {
            var seen = new SeenFlows(Overlap);
            var handedOver = new List<int>();
            var sent = 0;
            foreach (var pause in breaks.Append(int.MaxValue))
            {
                // The server replays all of its ring and then goes on until the next break.
                seen.BeginReplay();
                var until = (int)Math.Min((long)sent + pause, ids.Count);
                for (var i = 0; i < until; i++)
                {
                    var id = new FlowId(1, (ulong)ids[i]);
                    if (!seen.IsReplaying || !seen.IsRepeated(id, Answer.Noon, out _))
                    {
                        seen.Add(id, Answer.Noon, Now);
                        handedOver.Add(ids[i]);
                    }
                }

                sent = Math.Max(sent, until);
            }

            return handedOver.SequenceEqual(ids);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_node_keeps_twice_its_servers_ring_and_no_more_however_fast_flows_come()
    {
        var seen = new SeenFlows(Overlap);
        seen.Fit(10_000, isRelay: false);

        Fill(seen, 50_000, Answer.Noon);

        Assert.Equal(20_000, seen.Capacity);
    }

    [Fact]
    public void Behind_a_relay_nothing_younger_than_the_overlap_is_pushed_out_up_to_the_bound()
    {
        var seen = new SeenFlows(Overlap);
        seen.Fit(8_190, isRelay: true);
        Fill(seen, 100_000, Answer.Noon);

        seen.BeginReplay();
        var isRepeated = seen.IsRepeated(new FlowId(1, 0), Answer.Noon, out _);
        Fill(seen, 2_000_000, Answer.Noon);

        Assert.True(isRepeated);
        Assert.Equal(SeenFlows.MaxCapacity, seen.Capacity);
    }

    [Theory]
    [InlineData(0UL, SeenFlows.MinCapacity)]
    [InlineData(4095UL, SeenFlows.MinCapacity)]
    [InlineData(65_535UL, 131_070)]
    [InlineData(ulong.MaxValue, SeenFlows.MaxCapacity)]
    public void The_memory_fits_the_ring_of_the_server_within_bounds(ulong serverRing, int expected)
    {
        var seen = new SeenFlows(Overlap);

        seen.Fit(serverRing, isRelay: false);

        Assert.Equal(expected, seen.Capacity);
    }

    [Fact]
    public void Growing_keeps_what_was_seen_and_its_order()
    {
        var seen = new SeenFlows(Overlap);
        Fill(seen, 10_000, Answer.Noon.Add(TimeSpan.FromHours(-1)));
        seen.Fit(60_000, isRelay: false);
        Fill(seen, 5, Answer.Noon, first: 10_000);

        seen.BeginReplay();

        Assert.All(Enumerable.Range(10_005 - SeenFlows.MinCapacity, SeenFlows.MinCapacity), number =>
            Assert.True(seen.IsRepeated(new FlowId(1, (ulong)number), Answer.Noon, out _)));
    }

    private static void Fill(SeenFlows seen, int count, Instant time, int first = 0)
    {
        for (var i = 0; i < count; i++)
        {
            seen.Add(new FlowId(1, (ulong)(first + i)), time, Now);
        }
    }
}
