namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>Hubble's ring of events: one writer, any number of readers, the oldest event is overwritten without asking. A slow
/// reader notices by the sequence of what it finds.</summary>
internal sealed class FlowRing
{
    /// <summary>Hubble's default.</summary>
    public const int DefaultCapacity = 4_095;

    private readonly RingEntry?[] _slots;
    private TaskCompletionSource _changed = NewSignal();
    private long _written;

    /// <param name="capacity">Events kept, at least 1.</param>
    public FlowRing(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _slots = new RingEntry?[capacity];
    }

    public int Capacity => _slots.Length;

    /// <summary>Events ever written; the sequence of the next one.</summary>
    public long Written => Volatile.Read(ref _written);

    public long Oldest => Math.Max(0, Written - Capacity);

    /// <summary>Completes at the next <see cref="Publish"/>. Take it before looking at <see cref="Written"/>.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    public void Append(RingEntry entry)
    {
        Volatile.Write(ref _slots[entry.Sequence % Capacity], entry);
        Volatile.Write(ref _written, entry.Sequence + 1);
    }

    /// <summary>Wakes the readers; once for many events, as a wake-up costs more than an event.</summary>
    public void Publish() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();

    /// <summary>Null when the event was overwritten.</summary>
    public RingEntry? At(long sequence) =>
        Volatile.Read(ref _slots[sequence % Capacity]) is { } entry && entry.Sequence == sequence ? entry : null;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
