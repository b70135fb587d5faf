using System.Threading.Channels;

namespace Windsock.Pipeline.Queues;

/// <summary>A bounded queue between two stages. The producer waits while it is full; nothing is ever dropped silently: what an
/// abort leaves behind is counted as <see cref="Abandoned"/>.</summary>
/// <typeparam name="T">An immutable value, usually a batch; its weight (flows in it) is told with each write.</typeparam>
public sealed class BoundedQueue<T>
    where T : class
{
    private readonly Channel<Entry> _channel;
    private long _written;
    private long _read;
    private long _abandoned;
    private volatile bool _isComplete;

    /// <param name="name">Label <c>queue</c>, one of a closed set.</param>
    /// <param name="capacity">Entries (batches), at least 1.</param>
    /// <param name="singleWriter">True when exactly one thread at a time writes.</param>
    /// <param name="lendsWriter">True: a waiting reader may go on within a write, on the writer's thread.</param>
    public BoundedQueue(string name, int capacity, bool singleWriter, bool lendsWriter = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Name = name;
        Capacity = capacity;
        _channel = Channel.CreateBounded<Entry>(new BoundedChannelOptions(capacity)
        {
            // One stage reads each queue. Wait: a full queue slows the producer, which is the agent's back-pressure.
            SingleReader = true,
            SingleWriter = singleWriter,
            FullMode = BoundedChannelFullMode.Wait,
            // A reader that waits goes on within the write, on the writer's thread: at the rates nodes have, waking a thread per
            // stage costs ten times what the work does. Readers step aside when there is much to do, see StepAside.
            AllowSynchronousContinuations = lendsWriter,
        });
    }

    public string Name { get; }

    public int Capacity { get; }

    /// <summary>Entries waiting now.</summary>
    public int Entries => _channel.Reader.Count;

    /// <summary>No more writes will be taken.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Weight written, read, and given up: <c>written = read + abandoned + still waiting</c>.</summary>
    public long Written => Volatile.Read(ref _written);

    public long Read => Volatile.Read(ref _read);

    public long Abandoned => Volatile.Read(ref _abandoned);

    /// <exception cref="OperationCanceledException">The queue was aborted; the entry is counted as abandoned.</exception>
    public ValueTask WriteAsync(T item, int weight)
    {
        Interlocked.Add(ref _written, weight);
        return _channel.Writer.TryWrite(new Entry(item, weight)) ? ValueTask.CompletedTask : WaitAndWriteAsync(item, weight);
    }

    /// <summary>Without waiting. False: the queue is full or complete, and the item is not in it.</summary>
    public bool TryWrite(T item, int weight)
    {
        if (!_channel.Writer.TryWrite(new Entry(item, weight)))
        {
            return false;
        }

        Interlocked.Add(ref _written, weight);
        return true;
    }

    /// <summary>No more writes will come; the reader drains what is left.</summary>
    public void Complete()
    {
        _isComplete = true;
        _channel.Writer.TryComplete();
    }

    /// <summary>The time to drain is over: waiting writers fail, what is left is counted as abandoned.</summary>
    /// <param name="left">Told of each entry that is left.</param>
    public void Abort(Action<T>? left = null)
    {
        // Completing a channel also fails the writers that wait for room in it.
        Complete();
        while (_channel.Reader.TryRead(out var entry))
        {
            Interlocked.Add(ref _abandoned, entry.Weight);
            left?.Invoke(entry.Item);
        }
    }

    public bool TryRead(out T item)
    {
        if (_channel.Reader.TryRead(out var entry))
        {
            Interlocked.Add(ref _read, entry.Weight);
            item = entry.Item;
            return true;
        }

        item = null!;
        return false;
    }

    /// <summary>False when the queue is complete and empty.</summary>
    public ValueTask<bool> WaitToReadAsync() => _channel.Reader.WaitToReadAsync(CancellationToken.None);

    private async ValueTask WaitAndWriteAsync(T item, int weight)
    {
        try
        {
            await _channel.Writer.WriteAsync(new Entry(item, weight), CancellationToken.None).ConfigureAwait(false);
        }
        catch (ChannelClosedException failure)
        {
            Interlocked.Add(ref _abandoned, weight);
            throw new OperationCanceledException($"Queue '{Name}' is closed: the agent is stopping.", failure);
        }
    }

    private readonly record struct Entry(T Item, int Weight);
}
