using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Outbox.Delivering;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Outbox;

/// <summary>Carries messages to several sinks, each at least once to every sink that wants it, over restarts of the process and
/// failures of sinks: written to disk before a sink has it, tried until it is taken, rejected or too old. Whoever offers never waits.</summary>
public sealed partial class Outbox<T> : IStage
    where T : class
{
    /// <summary>A bit for each in the mask of a message.</summary>
    public const int MaxSinks = 64;

    /// <summary>Messages between whoever offers and the disk.</summary>
    private const int QueueCapacity = 1_024;

    /// <summary>Messages that are made durable together.</summary>
    private const int BatchMessages = 256;

    /// <summary>Of a key, and of what messages are ordered by.</summary>
    private const int MaxKeyLength = 1_000;

    private readonly ImmutableArray<OutboxSink<T>> _sinks;
    private readonly IOutboxCodec<T> _codec;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutboxCounts _counts;
    private readonly OutboxKeeper _keeper;
    private readonly DeadLetters _deadLetters;
    private readonly ImmutableArray<DeliveryLane<T>> _lanes;
    private readonly BoundedQueue<T> _queue;
    private readonly WakeSignal _wake = new();
    private readonly CancellationTokenSource _stop;
    private readonly ChangedText _unencodable = new();
    private readonly int _sinkNameBytes;
    private int _isFull;
    private volatile bool _isComplete;
    private volatile bool _haveLanesEnded;

    /// <param name="directory">Its own, of no other process; null: in memory only.</param>
    /// <param name="sinks">At most 64, with names that differ.</param>
    public Outbox(OutboxOptions options, string? directory, IOutboxCodec<T> codec, IEnumerable<OutboxSink<T>> sinks, TimeProvider time, ILogger logger)
        : this(options, string.IsNullOrEmpty(directory) ? null : new DiskFolder(directory), codec, sinks, time, logger)
    {
    }

    internal Outbox(OutboxOptions options, IFolder? folder, IOutboxCodec<T> codec, IEnumerable<OutboxSink<T>> sinks, TimeProvider time, ILogger logger)
    {
        (_sinks, _codec, _options, _time, _logger) = ([.. sinks], codec, options, time, logger);
        _stop = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var names = _sinks.Select(sink => sink.Sink.Name).ToList();
        if (names.Count > MaxSinks || names.Distinct(StringComparer.Ordinal).Count() < names.Count || names.Any(name => name.Length is 0 or > 60))
        {
            throw new ArgumentException($"An outbox has at most {MaxSinks} sinks, each with a name of its own of at most 60 characters; these are {string.Join(", ", names)}", nameof(sinks));
        }

        _counts = new OutboxCounts(names);
        _deadLetters = new DeadLetters(folder, options.MaxDeadLetterBytes, logger);
        var book = new OutboxBook(options, _counts.Ledgers);
        _keeper = new OutboxKeeper(folder, book, _counts, options, time, logger);
        var around = new LaneSurroundings<T>(book, codec, _deadLetters, options, () => _keeper.IsDurable, _wake.Set, time, logger);
        _lanes = [.. _sinks.Select((sink, lane) => new DeliveryLane<T>(lane, sink.Sink, _counts.Attempts[lane], around))];
        _queue = new BoundedQueue<T>(Name, QueueCapacity, singleWriter: false, lendsWriter: false);
        _sinkNameBytes = Journal.RecordFormat.SizeOf("", "", 0, names);
        Metrics = new OutboxMetrics(_counts, _keeper, book, _deadLetters);
    }

    public string Name => "outbox";

    public IMetricSource Metrics { get; }

    /// <summary>Deliveries that wait for a sink or are under way to it. Any thread.</summary>
    public long Waiting => _counts.Ledgers.Sum(ledger => ledger.Waiting.Value);

    internal OutboxCounts Counts => _counts;

    internal OutboxKeeper Keeper => _keeper;

    /// <summary>From any thread. False: it is not taken, and counted; the queue to the disk is full or the agent stops.</summary>
    public bool Offer(T message)
    {
        if (_queue.TryWrite(message, 1))
        {
            _wake.Set();
            return true;
        }

        var reason = _isComplete ? RefusedReason.Shutdown : RefusedReason.QueueFull;
        Refuse(message, reason);
        if (reason == RefusedReason.QueueFull && Interlocked.Exchange(ref _isFull, 1) == 0)
        {
            LogFull(_logger, QueueCapacity);
        }

        return false;
    }

    public async Task RunAsync()
    {
        _keeper.Start();
        var lanes = RunLanesAsync();
        var isTold = false;
        while (!_haveLanesEnded)
        {
            var isLast = _isComplete;
            var batch = ReadBatch();
            _keeper.Turn(batch);
            foreach (var lane in _lanes)
            {
                lane.Wake();
            }

            if (_queue.Entries > 0)
            {
                continue;
            }

            if (isLast && !isTold)
            {
                isTold = true;
                Drain();
            }

            await _wake.WaitAsync(_keeper.RetryIn, _time, CancellationToken.None).ConfigureAwait(false);
        }

        await lanes.ConfigureAwait(false);
        Close();
    }

    public void Complete()
    {
        _isComplete = true;
        _queue.Complete();
        _wake.Set();
    }

    public void Abort()
    {
        Complete();
        _stop.Cancel();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _deadLetters.Dispose();
    }

    private async Task RunLanesAsync()
    {
        if (_lanes.IsEmpty)
        {
            // Nothing will ever end: the outbox does not, before it is asked to.
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(_lanes.Select(lane => Task.Run(() => lane.RunAsync(_stop.Token), CancellationToken.None))).ConfigureAwait(false);
        _haveLanesEnded = true;
        _wake.Set();
    }

    /// <summary>Everything offered has been taken in: the lanes bring out what they can.</summary>
    private void Drain()
    {
        foreach (var lane in _lanes)
        {
            lane.Complete();
        }

        if (_lanes.IsEmpty)
        {
            _stop.Cancel();
        }
        else if (_keeper.IsDurable)
        {
            _stop.CancelAfter(_options.DrainTime);
        }
    }

    private void Close()
    {
        // What an abort left in the queue is kept like the rest.
        for (var batch = ReadBatch(); batch.Count > 0; batch = ReadBatch())
        {
            _keeper.Turn(batch, isLast: true);
        }

        _keeper.Close();
    }

    private List<OutboxEntry> ReadBatch()
    {
        var batch = new List<OutboxEntry>();
        for (var read = 0; read < BatchMessages && _queue.TryRead(out var message); read++)
        {
            if (Encode(message) is { IsOver: false } entry)
            {
                batch.Add(entry);
            }
        }

        if (Volatile.Read(ref _isFull) == 1 && _queue.Entries < QueueCapacity / 2 && Interlocked.Exchange(ref _isFull, 0) == 1)
        {
            LogHasRoom(_logger);
        }

        return batch;
    }

    /// <summary>Null when it cannot be; over when no sink wants it.</summary>
    private OutboxEntry? Encode(T message)
    {
        try
        {
            var (key, order, payload) = (_codec.Key(message), _codec.Order(message), _codec.Encode(message));
            if (key.Length is 0 or > MaxKeyLength || order.Length > MaxKeyLength)
            {
                throw new FormatException($"its key has {key.Length} characters and its order {order.Length}, 1 to {MaxKeyLength} are allowed");
            }

            return new OutboxEntry
            {
                Key = key,
                Order = order,
                IsResolved = _codec.IsResolved(message),
                AcceptedAt = _time.GetUtcNow(),
                Payload = payload,
                Bytes = _sinkNameBytes + Journal.RecordFormat.SizeOf(key, order, payload.Length, []),
                Waiting = WantedBy(message),
            };
        }
#pragma warning disable CA1031 // One message that cannot be written down must not keep the others from being delivered.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Refuse(message, RefusedReason.Unencodable);
            if (_unencodable.IsNew(failure.Message))
            {
                LogUnencodable(_logger, failure.Message);
            }

            return null;
        }
    }

    private ulong WantedBy(T message)
    {
        var mask = 0UL;
        for (var lane = 0; lane < _sinks.Length; lane++)
        {
            mask |= _sinks[lane].Wants(message) ? 1UL << lane : 0;
        }

        return mask;
    }

    /// <summary>Asked on the thread of whoever offers, which no failure may reach.</summary>
    private bool IsWantedBy(int lane, T message)
    {
        try
        {
            return _sinks[lane].Wants(message);
        }
#pragma warning disable CA1031 // It is counted as lost for this sink, whether the sink wanted it or not.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }

    private void Refuse(T message, RefusedReason reason)
    {
        for (var lane = 0; lane < _sinks.Length; lane++)
        {
            if (reason == RefusedReason.Unencodable || IsWantedBy(lane, message))
            {
                _counts.Ledgers[lane].Refused(reason).Add();
            }
        }
    }

    [LoggerMessage(2068, LogLevel.Warning, "Messages come faster than the outbox can write them: {Capacity} wait, the newest are dropped and counted in outbox_refused_total")]
    private static partial void LogFull(ILogger logger, int capacity);

    [LoggerMessage(2069, LogLevel.Information, "The outbox keeps up again.")]
    private static partial void LogHasRoom(ILogger logger);

    [LoggerMessage(2070, LogLevel.Error, "A message cannot be written down and is not delivered: {Failure}; said again only when the text changes")]
    private static partial void LogUnencodable(ILogger logger, string failure);
}
