using Windsock.FlowCollector.MeshMetrics.Counters;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.MeshMetrics.Counters;

public sealed class ProxyMemoryTests
{
    private static readonly Instant Agent = At(100);

    private readonly ProxyMemory _memory = new(10);

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    [InlineData(160, true)]
    public void A_proxy_that_started_after_the_agent_began_to_look_counts_from_zero(int startedAt, bool isFromZero) =>
        Assert.Equal(isFromZero ? LookBasis.Zero : LookBasis.Baseline, _memory.BasisFor(At(startedAt), Agent));

    [Fact]
    public void A_proxy_that_started_again_after_the_last_look_counts_from_zero_once()
    {
        Commit(startedAt: 50, beganAt: 110);

        Assert.Equal(LookBasis.LastLook, _memory.BasisFor(At(50), Agent));
        Assert.Equal(LookBasis.LastLook, _memory.BasisFor(At(110), Agent));
        Assert.Equal(LookBasis.Zero, _memory.BasisFor(At(111), Agent));
        Commit(startedAt: 111, beganAt: 120);
        Assert.Equal(LookBasis.LastLook, _memory.BasisFor(At(111), Agent));
    }

    [Fact]
    public void A_restart_that_the_values_showed_before_the_view_did_is_not_counted_again()
    {
        Commit(startedAt: 50, beganAt: 110, value: 9);
        Commit(startedAt: 50, beganAt: 120, value: 3);

        // Another node's clock: its start seems later than the look that saw its first values.
        Assert.Equal(LookBasis.LastLook, _memory.BasisFor(At(125), Agent));
        Commit(startedAt: 125, beganAt: 130, value: 4);
        Assert.Equal(LookBasis.Zero, _memory.BasisFor(At(140), Agent));
    }

    [Fact]
    public void What_others_counted_meanwhile_is_not_told_even_of_a_young_proxy()
    {
        Commit(startedAt: 150, beganAt: 160);
        _memory.Leave();

        Assert.Equal(LookBasis.Baseline, _memory.BasisFor(At(150), Agent));
        Assert.Equal((0, ""), (_memory.Increases.Count, _memory.Workload));
    }

    [Fact]
    public void A_proxy_that_was_left_before_its_first_look_has_a_baseline_too()
    {
        _memory.Leave();

        Assert.Equal(LookBasis.Baseline, _memory.BasisFor(At(150), Agent));
    }

    private static Instant At(int seconds) => new(seconds * 1_000_000_000L);

    private void Commit(int startedAt, int beganAt, double value = 1)
    {
        _memory.Increases.Begin(_memory.BasisFor(At(startedAt), Agent));
        _memory.Increases.Take(1, value, out _);
        _memory.Commit(At(startedAt), At(beganAt));
    }
}
