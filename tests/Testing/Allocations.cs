namespace Windsock.Testing;

/// <summary>Bytes that work allocates on its thread.</summary>
public static class Allocations
{
    /// <summary>The least of a few measurements: a collection that another thread causes takes the rest of this thread's allocation
    /// buffer, up to 8 KB, into its account.</summary>
    public static long Of(Action work)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5 && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
