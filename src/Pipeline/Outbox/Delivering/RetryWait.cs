namespace Windsock.Pipeline.Outbox.Delivering;

/// <summary>How long a message waits for its next attempt: drawn evenly from nothing to the step, which doubles from 1 s to 5 min. A
/// full draw spreads the retries of many agents that failed at the same moment best.</summary>
internal static class RetryWait
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    /// <summary>A draw of nothing would ask again at once.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <param name="attempts">That have failed, from 1.</param>
    public static TimeSpan After(int attempts, Random dice)
    {
        var step = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        var wait = (step < Most ? step : Most) * dice.NextDouble();
        return wait > Least ? wait : Least;
    }
}
