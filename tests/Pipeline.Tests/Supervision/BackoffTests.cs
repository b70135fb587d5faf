using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Tests.Supervision;

public class BackoffTests
{
    [Fact]
    public void Waits_double_from_half_a_second_to_thirty_and_stay_within_the_upper_half_of_their_step()
    {
        var backoff = Backoff.Standard(new Random(7));
        double[] steps = [0.5, 1, 2, 4, 8, 16, 30, 30, 30];

        foreach (var step in steps)
        {
            Assert.InRange(backoff.Next(TimeSpan.Zero).TotalSeconds, step / 2, step);
        }
    }

    [Fact]
    public void A_run_that_lasted_a_minute_starts_over()
    {
        var backoff = Backoff.Standard(new Random(7));
        for (var i = 0; i < 8; i++)
        {
            backoff.Next(TimeSpan.FromSeconds(59));
        }

        Assert.InRange(backoff.Next(TimeSpan.FromMinutes(1)).TotalSeconds, 0.25, 0.5);
        Assert.InRange(backoff.Next(TimeSpan.Zero).TotalSeconds, 0.5, 1);
    }
}
