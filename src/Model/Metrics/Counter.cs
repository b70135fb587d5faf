namespace Windsock.Model.Metrics;

/// <summary>A count that one or more threads raise and a scrape reads. Starts at zero, never falls.</summary>
public sealed class Counter
{
    private long _value;

    public long Value => Volatile.Read(ref _value);

    public void Add(long amount = 1) => Interlocked.Add(ref _value, amount);
}
