using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.Pipeline.Outbox.Journal;
using Windsock.Pipeline.Storage;
using Windsock.Pipeline.Supervision;

namespace Windsock.Pipeline.Outbox;

/// <summary>Brings the book and the disk together: a message is on disk before a sink has it. A disk that will not is said once,
/// tried again less and less often, and does without until then. One thread at a time.</summary>
internal sealed partial class OutboxKeeper : IDisposable
{
    /// <summary>Written at once: what has piled up while the disk would not is written in parts.</summary>
    private const int CommitBytes = 1 << 20;

    private readonly IFolder? _folder;
    private readonly OutboxBook _book;
    private readonly OutboxCounts _counts;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ImmutableArray<string> _sinks;
    private readonly long _origin;
    private readonly ChangedText _failure = new();
    private readonly List<OutboxEntry> _unwritten = [];
    private readonly List<Acknowledgement> _unacknowledged = [];
    private OutboxJournal? _journal;
    private Backoff? _backoff;
    private TimeSpan _retryAt;
    private long _diskBytes;
    private int _inMemory;
    private volatile bool _isDurable;

    /// <param name="folder">Null: in memory only.</param>
    public OutboxKeeper(IFolder? folder, OutboxBook book, OutboxCounts counts, OutboxOptions options, TimeProvider time, ILogger logger)
    {
        (_folder, _book, _counts, _options, _time, _logger) = (folder, book, counts, options, time, logger);
        _sinks = [.. counts.Ledgers.Select(ledger => ledger.Sink)];
        _origin = time.GetTimestamp();
    }

    /// <summary>Told of each message that is on the disk from now on.</summary>
    public Action<OutboxEntry>? Stored { get; set; }

    /// <summary>What is accepted now survives the process. Any thread.</summary>
    public bool IsDurable => _isDurable;

    /// <summary>On disk. Any thread.</summary>
    public long DiskBytes => Volatile.Read(ref _diskBytes);

    /// <summary>Messages that wait and are not on disk. Any thread.</summary>
    public int InMemory => _folder is null ? _book.Count : Volatile.Read(ref _inMemory);

    public IReadOnlyList<JournalSegment> Segments => _journal?.Segments ?? [];

    /// <summary>How long until there is something to do without a message or an answer; null: there will not be.</summary>
    public TimeSpan? RetryIn => _folder is not null && !_isDurable
        ? _retryAt - _time.GetElapsedTime(_origin) is { Ticks: > 0 } wait ? wait : TimeSpan.Zero
        : null;

    /// <summary>Opens the journal; what waits in it goes to its sinks again.</summary>
    public void Start()
    {
        if (_folder is null)
        {
            LogMemoryOnly(_logger);
            return;
        }

        Turn([]);
    }

    /// <summary>Takes messages in and writes down what has ended since the last turn.</summary>
    /// <param name="offered">With the sinks they wait for.</param>
    /// <param name="isLast">No later turn will try what the disk does not take in this one.</param>
    public void Turn(IReadOnlyList<OutboxEntry> offered, bool isLast = false)
    {
        var isDue = _folder is not null && (isLast || _backoff is null || _time.GetElapsedTime(_origin) >= _retryAt);
        if (isDue && _journal is null)
        {
            isDue = Try(Open);
        }

        var admitted = Admit(offered);
        _unacknowledged.AddRange(_book.TakeAcknowledgements());
        if (_folder is not null)
        {
            _unwritten.AddRange(admitted);
            if (isDue)
            {
                Try(WriteDown);
            }
        }

        _book.Publish(admitted);
        Prune();
    }

    /// <summary>The end: what can be written is written, and all that waits is kept, or lost when it is in memory only.</summary>
    public void Close()
    {
        Turn([], isLast: true);
        var (kept, lost) = _book.Close();
        if (kept > 0)
        {
            LogKept(_logger, kept);
        }

        if (lost > 0)
        {
            LogLost(_logger, lost);
        }

        Dispose();
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _journal = null;
    }

    private void Open()
    {
        _journal = OutboxJournal.Open(_folder!, _sinks, _options.MaxBytes);
        var replay = _journal.Replay;
        _counts.TornTails.Add(replay.TornTails);
        _counts.CorruptFiles.Add(replay.Corrupt.Count);
        foreach (var fault in replay.Corrupt)
        {
            LogCorrupt(_logger, fault);
        }

        foreach (var (entry, sinks) in replay.Messages)
        {
            Restore(entry, sinks);
        }

        if (replay.Messages.Count > 0)
        {
            LogRestored(_logger, replay.Messages.Count);
        }
    }

    private void Restore(OutboxEntry entry, IReadOnlyCollection<string> sinks)
    {
        foreach (var sink in sinks)
        {
            if (_sinks.IndexOf(sink) is >= 0 and var lane)
            {
                entry.Waiting |= 1UL << lane;
                continue;
            }

            _counts.Other.Restored.Add();
            _counts.Other.Dropped(DroppedReason.SinkGone).Add();
            _unacknowledged.Add(new Acknowledgement(entry, sink, AckOutcome.Dropped));
        }

        if (entry.IsOver)
        {
            return;
        }

        if (_book.Admit(entry, isRestored: true) is not { } refused)
        {
            _book.Publish([entry], isRestored: true);
            return;
        }

        var reason = refused == RefusedReason.Duplicate ? DroppedReason.Duplicate : DroppedReason.Evicted;
        foreach (var ledger in LedgersOf(entry))
        {
            ledger.Restored.Add();
            ledger.Dropped(reason).Add();
            _unacknowledged.Add(new Acknowledgement(entry, ledger.Sink, AckOutcome.Dropped));
        }

        entry.Waiting = 0;
    }

    private List<OutboxEntry> Admit(IReadOnlyList<OutboxEntry> offered)
    {
        var admitted = new List<OutboxEntry>(offered.Count);
        foreach (var entry in offered)
        {
            var refused = entry.Payload.Length > _options.MaxMessageBytes ? RefusedReason.TooLarge : _book.Admit(entry);
            if (refused is not { } reason)
            {
                admitted.Add(entry);
                continue;
            }

            foreach (var ledger in LedgersOf(entry))
            {
                ledger.Refused(reason).Add();
            }
        }

        return admitted;
    }

    private void WriteDown()
    {
        Commit();
        _journal!.Reclaim();
    }

    private void Commit()
    {
        _unwritten.RemoveAll(entry => entry.IsOver);
        _unacknowledged.RemoveAll(acknowledgement => acknowledgement.Entry.Segment is null);
        do
        {
            // With nothing to write, too: what a failed write left is put in order, or the disk is not well.
            var (count, bytes) = (0, 0);
            while (count < _unwritten.Count && bytes < CommitBytes)
            {
                bytes += _unwritten[count++].Bytes;
            }

            var part = _unwritten[..count];
            _journal!.Commit(part, _unacknowledged);
            _counts.Commits.Add(part.Count + _unacknowledged.Count > 0 ? 1 : 0);
            _unwritten.RemoveRange(0, count);
            _unacknowledged.Clear();
            part.ForEach(entry => Stored?.Invoke(entry));
        }
        while (_unwritten.Count > 0);
    }

    /// <summary>Within bounds while the disk will not: what is over needs no record, and what is not on disk no acknowledgement.</summary>
    private void Prune()
    {
        _unwritten.RemoveAll(entry => entry.IsOver);
        _unacknowledged.RemoveAll(acknowledgement => acknowledgement.Entry.Segment is null);
        Volatile.Write(ref _inMemory, _unwritten.Count);
        Volatile.Write(ref _diskBytes, _journal?.Bytes ?? 0);
    }

    private bool Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            _isDurable = false;
            _counts.FailedCommits.Add();
            _backoff ??= Backoff.Standard(Random.Shared);
            _retryAt = _time.GetElapsedTime(_origin) + _backoff.Next(TimeSpan.Zero);
            if (_failure.IsNew(failure.Message))
            {
                LogFailed(_logger, failure.Message);
            }

            return false;
        }

        if (_journal is not null)
        {
            _backoff = null;
            _isDurable = true;
            if (_failure.Clear())
            {
                LogRecovered(_logger, _folder!.Path);
            }
        }

        return true;
    }

    private IEnumerable<LaneLedger> LedgersOf(OutboxEntry entry) => _counts.Ledgers.Where((_, lane) => (entry.Waiting & (1UL << lane)) != 0);

    [LoggerMessage(2061, LogLevel.Warning, "Messages that are not delivered yet are in memory only: a restart loses them. Set node.stateDirectory to keep them.")]
    private static partial void LogMemoryOnly(ILogger logger);

    [LoggerMessage(2062, LogLevel.Information, "{Messages} messages from before the start are delivered now.")]
    private static partial void LogRestored(ILogger logger, int messages);

    [LoggerMessage(2063, LogLevel.Error, "The outbox is damaged: {Fault}")]
    private static partial void LogCorrupt(ILogger logger, string fault);

    [LoggerMessage(2064, LogLevel.Error, "The outbox cannot write to its disk: {Failure}. Messages are delivered from memory meanwhile, and a restart loses them; said again only when the text changes")]
    private static partial void LogFailed(ILogger logger, string failure);

    [LoggerMessage(2065, LogLevel.Information, "The outbox writes to {Directory} again.")]
    private static partial void LogRecovered(ILogger logger, string directory);

    [LoggerMessage(2066, LogLevel.Information, "{Messages} messages are not delivered yet: they are kept for the next start.")]
    private static partial void LogKept(ILogger logger, int messages);

    [LoggerMessage(2067, LogLevel.Error, "{Messages} messages were not delivered before the agent stopped and are lost: they were in memory only.")]
    private static partial void LogLost(ILogger logger, int messages);
}
