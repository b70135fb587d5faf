using Xunit;

namespace Windsock.Testing;

/// <summary>Waits for what another process, or another part of this one, will have done soon.</summary>
public static class Eventually
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer satisfies; fails with the last answer when the time is over.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T>> ask, Func<T, bool> satisfies, TimeSpan limit, string what)
    {
        using var enough = new CancellationTokenSource(limit);
        using var beat = new PeriodicTimer(Beat);
        while (true)
        {
            var answer = await ask();
            if (satisfies(answer))
            {
                return answer;
            }

            if (enough.IsCancellationRequested)
            {
                Assert.Fail($"not within {limit.TotalSeconds:0} s: {what}; the last answer was: {answer}");
            }

            await beat.WaitForNextTickAsync();
        }
    }

    public static Task HoldsAsync(Func<Task<bool>> holds, TimeSpan limit, string what) => GetAsync(holds, static held => held, limit, what);
}
