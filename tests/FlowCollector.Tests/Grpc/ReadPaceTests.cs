using Windsock.FlowCollector.Grpc;

namespace Windsock.FlowCollector.Tests.Grpc;

public sealed class ReadPaceTests
{
    [Fact]
    public void A_slow_sender_is_read_fifty_times_a_second()
    {
        var simulated = Run(bytesPerSecond: 900_000, seconds: 2);

        Assert.Equal(ReadPace.LongestWait, simulated.LastWait);
        Assert.InRange(simulated.Reads, 95, 105);
    }

    [Theory]
    [InlineData(4_500_000)]
    [InlineData(18_000_000)]
    [InlineData(35_000_000)]
    public void A_faster_sender_is_read_before_half_of_its_buffer_is_full(int bytesPerSecond)
    {
        var simulated = Run(bytesPerSecond, seconds: 2);

        Assert.InRange(simulated.LastWait, ReadPace.ShortestWait, ReadPace.LongestWait / 2);
        Assert.InRange(simulated.MostAtOnce, 1, 2 * ReadPace.TargetBytes);
    }

    [Fact]
    public void A_sender_that_fills_its_buffer_in_every_pause_is_soon_watched_without_pause()
    {
        const int FullBuffer = 200 * 1024;
        var pace = new ReadPace();
        var now = TimeSpan.FromSeconds(1);
        var wait = pace.Dry(now);

        for (var i = 0; i < 4 && wait > TimeSpan.Zero; i++)
        {
            now += wait;
            pace.Read(FullBuffer);
            wait = pace.Dry(now);
        }

        Assert.Equal(TimeSpan.Zero, wait);
    }

    [Fact]
    public void A_timer_that_fires_late_on_a_busy_machine_does_not_throttle_a_fast_sender()
    {
        var pace = new ReadPace();
        var now = TimeSpan.FromSeconds(1);
        var wait = pace.Dry(now);
        for (var i = 0; i < 10 && wait > TimeSpan.Zero; i++)
        {
            now += wait + TimeSpan.FromMilliseconds(4);
            pace.Read(200 * 1024);
            wait = pace.Dry(now);
        }

        Assert.Equal(TimeSpan.Zero, wait);
    }

    [Fact]
    public void Two_messages_close_together_are_not_taken_for_a_rate()
    {
        var pace = new ReadPace();
        var now = TimeSpan.FromSeconds(1);
        pace.Dry(now);
        pace.Read(900);
        pace.Dry(now += TimeSpan.FromMilliseconds(20));

        pace.Read(1800);
        var wait = pace.Dry(now + TimeSpan.FromMicroseconds(5));

        Assert.Equal(ReadPace.LongestWait, wait);
    }

    [Fact]
    public void A_silent_stream_is_looked_at_less_often_and_never_later_than_fifty_milliseconds()
    {
        var pace = new ReadPace();
        var now = TimeSpan.Zero;
        var wait = TimeSpan.Zero;
        for (var i = 0; i < 100; i++)
        {
            wait = pace.Dry(now);
            now += wait;
        }

        Assert.Equal(ReadPace.IdleWait, wait);
        Assert.True(ReadPace.IdleWait <= TimeSpan.FromMilliseconds(50));
    }

    /// <summary>A sender of one constant rate and a reader whose timers are exact.</summary>
    private static (TimeSpan LastWait, int Reads, long MostAtOnce) Run(double bytesPerSecond, int seconds)
    {
        var pace = new ReadPace();
        var (now, sent, read, reads, most) = (TimeSpan.Zero, 0L, 0L, 0, 0L);
        var wait = pace.Dry(now);
        while (now.TotalSeconds < seconds)
        {
            now += wait == TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait;
            sent = (long)(now.TotalSeconds * bytesPerSecond);
            most = now.TotalSeconds < 0.2 ? 0 : Math.Max(most, sent - read);
            pace.Read((int)(sent - read));
            read = sent;
            reads++;
            wait = pace.Dry(now);
        }

        return (wait, reads, most);
    }
}
