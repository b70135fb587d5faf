namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>Bytes of messages that have not come to their end yet, over all streams of a server: what thousands of clients could
/// fill the memory with by sending all but the last byte. Any thread.</summary>
internal sealed class HeldBytes(long limit)
{
    private long _held;

    public long Now => Volatile.Read(ref _held);

    /// <summary>A stream that held <paramref name="before"/> bytes holds <paramref name="after"/>; false: too much in all, and the
    /// stream has to go. It counts as told either way.</summary>
    public bool TryChange(long before, long after) => Interlocked.Add(ref _held, after - before) <= limit || after <= before;
}
