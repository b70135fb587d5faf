namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>How many objects several watches may know together. Any thread.</summary>
internal sealed class ObjectBudget(int max)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    /// <returns>False: there is no room.</returns>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= max)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void GiveBack() => Interlocked.Decrement(ref _taken);
}
