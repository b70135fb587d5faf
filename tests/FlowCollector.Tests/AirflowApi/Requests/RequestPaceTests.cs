using FsCheck;
using FsCheck.Fluent;
using Windsock.FlowCollector.AirflowApi.Requests;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.AirflowApi.Requests;

public sealed class RequestPaceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    [Fact]
    public void A_second_s_worth_may_go_at_once_and_then_one_after_the_other()
    {
        var time = new ManualTime();
        var pace = new RequestPace(2, time);

        Assert.Equal([0, 0, 500, 1000], Enumerable.Range(0, 4).Select(_ => pace.TryTake(Long)!.Value.TotalMilliseconds));
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal([0, 0, 500], Enumerable.Range(0, 3).Select(_ => pace.TryTake(Long)!.Value.TotalMilliseconds));
    }

    [Fact]
    public void Less_than_one_a_second_is_one_at_a_time()
    {
        var pace = new RequestPace(0.1, new ManualTime());

        Assert.Equal([0, 10, 20], Enumerable.Range(0, 3).Select(_ => pace.TryTake(Long)!.Value.TotalSeconds));
    }

    [Fact]
    public void Who_cannot_wait_takes_nothing()
    {
        var pace = new RequestPace(1, new ManualTime());

        Assert.Equal(TimeSpan.Zero, pace.TryTake(TimeSpan.Zero));
        Assert.Null(pace.TryTake(TimeSpan.FromMilliseconds(999)));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.TryTake(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void The_longest_pause_counts()
    {
        var time = new ManualTime();
        var pace = new RequestPace(10, time);

        pace.Pause(TimeSpan.FromSeconds(20));
        pace.Pause(TimeSpan.FromSeconds(5));
        Assert.True(pace.IsPaused);
        Assert.Null(pace.TryTake(TimeSpan.FromSeconds(19)));
        time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(TimeSpan.FromSeconds(8), pace.TryTake(Long));
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.False(pace.IsPaused);
    }

    [Fact]
    public void It_allows_what_a_plain_bucket_of_tokens_allows() =>
        Prop.ForAll(Gen.Choose(0, 1_500).ListOf().ToArbitrary(), Gen.Choose(1, 20).ToArbitrary(), (pauses, perSecond) =>
            {
                var time = new ManualTime();
                var pace = new RequestPace(perSecond, time);
                var interval = TimeSpan.TicksPerSecond / perSecond;
                var (tokens, filled) = (perSecond * interval, 0L);
                var now = 0L;
                return pauses.All(pause =>
                {
                    time.Advance(TimeSpan.FromMilliseconds(pause));
                    now += pause * TimeSpan.TicksPerMillisecond;
                    tokens = Math.Min(perSecond * interval, tokens + (now - filled));
                    filled = now;
                    var isAllowed = tokens >= interval;
                    tokens -= isAllowed ? interval : 0;
                    return pace.TryTake(TimeSpan.Zero) is not null == isAllowed;
                });
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
