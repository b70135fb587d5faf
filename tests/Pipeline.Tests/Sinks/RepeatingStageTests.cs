using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.Sinks;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.Sinks;

public class RepeatingStageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_work_is_done_at_every_turn_whether_it_fails_or_not()
    {
        var time = new ManualTime();
        var turns = 0;
        using var stage = new RepeatingStage("x", TimeSpan.FromMinutes(1), _ => ++turns == 2 ? throw new InvalidOperationException("no") : Task.CompletedTask, time, NullLogger.Instance);
        var running = stage.RunAsync();

        for (var turn = 1; turn <= 4; turn++)
        {
            var expected = turn;
            time.Advance(TimeSpan.FromMinutes(1));
            await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref turns) == expected), Patience, "a turn");
        }

        stage.Complete();
        await running.WaitAsync(Patience, Stop);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(4, turns);
        Assert.Equal((0L, 0L), (stage.Offered, stage.Outcomes.Sum()));
    }

    [Fact]
    public async Task Completing_lets_the_turn_under_way_end_and_aborting_cancels_it()
    {
        var time = new ManualTime();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stage = new RepeatingStage(
            "x",
            TimeSpan.FromMinutes(1),
            async stop =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
            },
            time,
            NullLogger.Instance);
        var running = stage.RunAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        await started.Task.WaitAsync(Patience, Stop);

        stage.Complete();
        Assert.False(running.IsCompleted);
        stage.Abort();

        await running.WaitAsync(Patience, Stop);
    }

    [Fact]
    public void A_pace_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepeatingStage("x", TimeSpan.Zero, _ => Task.CompletedTask, new ManualTime(), NullLogger.Instance));
}
