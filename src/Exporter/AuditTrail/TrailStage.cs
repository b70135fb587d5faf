using Microsoft.Extensions.Logging;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.AuditTrail.Writing;
using Windsock.Model.Flows;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.Storage;

namespace Windsock.Exporter.AuditTrail;

/// <summary>The queue and the books around the trail. Whoever offers never waits. What the disk will not take is tried again until it does;
/// what does not fit the queue meanwhile is counted, and told by the trail itself in its next record.</summary>
internal sealed partial class TrailStage : IStage
{
    private const int MaxGroup = 512;

    /// <summary>How long it is worth waiting for more to write at once.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(5);

    private readonly Func<TrailBooks, TrailWriter> _create;
    private readonly Func<TrailWriter, int> _retain;
    private readonly string _place;
    private readonly BoundedQueue<TrailEntry> _queue;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _abort = new();
    private TrailWriter? _writer;
    private string _trouble = "";
    private bool _isTroubled;

    /// <param name="create">Makes a writer that is not open yet.</param>
    /// <param name="retain">Deletes what is due, after a file was finished.</param>
    /// <param name="place">For the log: where the trail is.</param>
    public TrailStage(Func<TrailBooks, TrailWriter> create, Func<TrailWriter, int> retain, string place, int queue, TimeProvider time, ILogger logger)
    {
        (_create, _retain, _place, _time, _logger) = (create, retain, place, time, logger);
        // Wait mode: TryWrite says no when it is full. Findings may come from another thread than actions.
        _queue = new BoundedQueue<TrailEntry>(Name, queue, singleWriter: false, lendsWriter: false);
    }

    public string Name => "audit_trail";

    public TrailBooks Books { get; } = new();

    private Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    /// <summary>Any thread.</summary>
    public void Offer(TrailKind kind, object content)
    {
        var now = Now;
        Books.CountOffered();
        if (!_queue.TryWrite(new TrailEntry(kind, now, content), 1))
        {
            Books.CountDropped(_queue.IsComplete ? TrailDrop.Shutdown : Books.IsUp ? TrailDrop.QueueFull : TrailDrop.Disk, now);
        }
    }

    public async Task RunAsync()
    {
        await TryUntilDoneAsync([], OpenWriter).ConfigureAwait(false);
        var group = new List<TrailEntry>(MaxGroup);
        while (await _queue.WaitToReadAsync().ConfigureAwait(false))
        {
            await PauseAsync(Linger, _end.Token).ConfigureAwait(false);
            while (!_abort.IsCancellationRequested && Take(group))
            {
                await TryUntilDoneAsync(group, () => Write(group)).ConfigureAwait(false);
            }
        }

        Close();
    }

    public void Complete()
    {
        _queue.Complete();
        _end.Cancel();
    }

    public void Abort()
    {
        _abort.Cancel();
        _end.Cancel();
        _queue.Abort(_ => Books.CountDropped(TrailDrop.Shutdown, Now));
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _end.Dispose();
        _abort.Dispose();
    }

    private bool Take(List<TrailEntry> group)
    {
        group.Clear();
        while (group.Count < MaxGroup && _queue.TryRead(out var next))
        {
            group.Add(next);
        }

        return group.Count > 0;
    }

    /// <summary>Once more when the time to stop is over, then the group is given up.</summary>
    private async Task TryUntilDoneAsync(IReadOnlyList<TrailEntry> group, Action work)
    {
        while (!Attempt(work))
        {
            if (_abort.IsCancellationRequested)
            {
                foreach (var _ in group)
                {
                    Books.CountDropped(TrailDrop.Shutdown, Now);
                }

                return;
            }

            await PauseAsync(RetryEvery, _abort.Token).ConfigureAwait(false);
        }
    }

    private bool Attempt(Action work)
    {
        try
        {
            _isTroubled = false;
            work();
            Books.IsUp = true;
            if (!_isTroubled)
            {
                Recover();
            }

            return true;
        }
        catch (Exception failure) when (StorageFailure.Is(failure) || failure is SecretException)
        {
            Books.IsUp = false;
            Complain(failure.Message);
            return false;
        }
    }

    private void OpenWriter()
    {
        if (_writer is { IsOpen: true })
        {
            return;
        }

        _writer?.Dispose();
        _writer = _create(Books);
        _writer.Open();
        LogBegun(_logger, _place, _writer.Sequence, _writer.Head);
        if (_writer.Damage.Length > 0)
        {
            LogDamage(_logger, _place, _writer.Damage);
        }
    }

    private void Write(List<TrailEntry> group)
    {
        OpenWriter();
        var gaps = Books.Untold(Now);
        var trouble = _writer!.Append([.. gaps, .. group]);
        Books.Told(gaps);
        Books.CountWritten(group.Count);
        if (trouble.Length > 0)
        {
            Complain(trouble);
        }

        TellSealed();
    }

    private void TellSealed()
    {
        var isAny = false;
        while (_writer!.Sealed.TryDequeue(out var file))
        {
            isAny = true;
            LogSealed(_logger, file.File.File, file.File.First, file.File.Last, file.File.LastHash);
        }

        if (isAny && Attempt(() => _retain(_writer)) is false)
        {
            // Said already; what is due goes after the next file.
            Books.IsUp = true;
        }
    }

    private void Close()
    {
        var gaps = Books.Untold(Now);
        var isWritten = Attempt(() =>
        {
            OpenWriter();
            var last = new TrailEntry(TrailKind.Stopped, Now, new StoppedNote(Books.Offered, Books.Written, Books.Dropped));
            _writer!.Append([.. gaps, last]);
            _writer.Flush();
            Books.Told(gaps);
        });
        if (isWritten)
        {
            LogEnded(_logger, _place, _writer!.Sequence, _writer.Head);
        }
        else if (Books.HasUntold)
        {
            LogUntold(_logger, _place, gaps.Sum(gap => ((GapNote)gap.Content).Count));
        }

        Books.IsUp = false;
        _writer?.Dispose();
        _writer = null;
    }

    private void Complain(string trouble)
    {
        _isTroubled = true;
        if (trouble != _trouble)
        {
            _trouble = trouble;
            LogTrouble(_logger, _place, trouble);
        }
    }

    private void Recover()
    {
        if (_trouble.Length > 0)
        {
            _trouble = "";
            LogRecovered(_logger, _place);
        }
    }

    private async Task PauseAsync(TimeSpan wait, CancellationToken end)
    {
        try
        {
            await Task.Delay(wait, _time, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // There is no more to wait for.
        }
    }

    [LoggerMessage(6200, LogLevel.Information, "audit trail: written to {Place}, at record {Sequence} with head {Head}")]
    private static partial void LogBegun(ILogger logger, string place, long sequence, string head);

    [LoggerMessage(6201, LogLevel.Error, "audit trail: {Place}: {Damage}. The agent goes on behind it; 'windsock audit verify {Place}' says more")]
    private static partial void LogDamage(ILogger logger, string place, string damage);

    [LoggerMessage(6202, LogLevel.Error, "audit trail: NOT WRITTEN to {Place}: {Trouble}. Records wait, and past platform.trail.queue they are lost, counted in audit_trail_dropped_total and told by the trail; said again only when the text changes")]
    private static partial void LogTrouble(ILogger logger, string place, string trouble);

    [LoggerMessage(6203, LogLevel.Warning, "audit trail: written to {Place} again.")]
    private static partial void LogRecovered(ILogger logger, string place);

    [LoggerMessage(6204, LogLevel.Information, "audit trail: sealed {File} with records {First} to {Last}; head {Head}. Keep the head elsewhere: 'windsock audit verify --expect-head' proves by it that nothing before it was changed or cut")]
    private static partial void LogSealed(ILogger logger, string file, long first, long last, string head);

    [LoggerMessage(6205, LogLevel.Information, "audit trail: ended in {Place} at record {Sequence} with head {Head}")]
    private static partial void LogEnded(ILogger logger, string place, long sequence, string head);

    [LoggerMessage(6206, LogLevel.Error, "audit trail: {Place}: {Missing} records are missing at the end and the trail could not say so; the next start tells of an end that was not in order")]
    private static partial void LogUntold(ILogger logger, string place, long missing);
}
