using System.Diagnostics;

namespace Windsock.Benchmarks.Measuring;

/// <summary>Cost of one piece of work on the calling thread.</summary>
/// <param name="PerSecond">Items a second.</param>
/// <param name="BytesPerItem">Heap bytes allocated by this thread per item.</param>
internal readonly record struct Cost(double PerSecond, double BytesPerItem)
{
    public double NanosecondsPerItem => 1e9 / PerSecond;
}

/// <summary>Runs two pieces of work in turn, A B A B ..., and takes the median of each, so that a drift of the machine's speed
/// touches both alike.</summary>
internal static class Run
{
    private const int Rounds = 7;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(0.6);

    /// <param name="measured">Does one batch of work and answers how many items it was.</param>
    public static (Cost Measured, Cost Reference) InTurn(Func<int> measured, Func<int> reference)
    {
        // Long enough for tiered compilation to reach its last tier with a profile.
        Once(measured, TimeSpan.FromSeconds(2));
        Once(reference, TimeSpan.FromSeconds(2));
        var (a, b) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round < Rounds; round++)
        {
            a.Add(Once(measured, RoundLength));
            b.Add(Once(reference, RoundLength));
        }

        return (Median(a), Median(b));
    }

    public static Cost Alone(Func<int> measured)
    {
        Once(measured, TimeSpan.FromSeconds(2));
        return Median([.. Enumerable.Range(0, Rounds).Select(_ => Once(measured, RoundLength))]);
    }

    private static Cost Once(Func<int> work, TimeSpan length)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        long items = 0;
        while (clock.Elapsed < length)
        {
            items += work();
        }

        var seconds = clock.Elapsed.TotalSeconds;
        return new Cost(items / seconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)items);
    }

    private static Cost Median(List<Cost> costs) => costs.OrderBy(cost => cost.PerSecond).ElementAt(costs.Count / 2);
}
