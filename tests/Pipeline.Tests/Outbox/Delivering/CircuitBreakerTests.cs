using Windsock.Pipeline.Outbox.Delivering;

namespace Windsock.Pipeline.Tests.Outbox.Delivering;

public class CircuitBreakerTests
{
    [Fact]
    public void It_opens_after_failures_in_a_row_and_each_pause_is_longer_up_to_five_minutes()
    {
        var circuit = new CircuitBreaker(3, new Random(1));
        Assert.Equal([false, false, true], new[] { circuit.Fail(default, default), circuit.Fail(default, default), circuit.Fail(default, default) });

        var now = TimeSpan.Zero;
        foreach (var step in new[] { 5, 10, 20, 40, 80, 160, 300, 300 })
        {
            var pause = circuit.WaitAt(now);
            Assert.InRange(pause, TimeSpan.FromSeconds(step / 2.0), TimeSpan.FromSeconds(step));
            now += pause;
            Assert.Equal(TimeSpan.Zero, circuit.WaitAt(now));
            Assert.False(circuit.Fail(now, default));
        }

        Assert.True(circuit.IsOpen);
    }

    [Fact]
    public void An_answer_closes_it_and_the_counting_begins_anew()
    {
        var circuit = new CircuitBreaker(2, new Random(1));
        circuit.Fail(default, default);
        Assert.False(circuit.Succeed());
        circuit.Fail(default, default);
        Assert.False(circuit.IsOpen);
        circuit.Fail(default, default);

        Assert.True(circuit.Succeed());
        Assert.Equal((false, TimeSpan.Zero), (circuit.IsOpen, circuit.WaitAt(default)));
    }

    [Fact]
    public void The_peace_a_receiver_asks_for_is_kept_while_it_is_closed_too()
    {
        var circuit = new CircuitBreaker(5, new Random(1));

        circuit.Fail(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

        Assert.Equal((false, TimeSpan.FromSeconds(51)), (circuit.IsOpen, circuit.WaitAt(TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public void Waits_of_a_message_are_drawn_from_all_of_a_step_that_doubles_to_five_minutes()
    {
        var dice = new Random(1);
        foreach (var (attempts, most) in new[] { (1, 1.0), (2, 2.0), (5, 16.0), (9, 256.0), (10, 300.0), (5_000, 300.0) })
        {
            var waits = Enumerable.Range(0, 2_000).Select(_ => RetryWait.After(attempts, dice).TotalSeconds).ToList();
            Assert.InRange(waits.Min(), 0.05, Math.Max(0.06, most / 100));
            Assert.InRange(waits.Max(), most * 0.98, most);
        }
    }
}
