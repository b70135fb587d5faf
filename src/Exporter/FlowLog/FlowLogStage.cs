using Microsoft.Extensions.Logging;
using Windsock.Model.Identity;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Stages;

namespace Windsock.Exporter.FlowLog;

/// <summary>The queue and the books around one output. Whoever offers never waits: past the bound the newest are dropped and counted.</summary>
internal sealed partial class FlowLogStage : IStage
{
    private readonly IFlowLogOutput _output;
    private readonly BoundedQueue<AttributedBatch> _queue;
    private readonly int _queueFlows;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _abort = new();
    private bool _isFull;
    private string _trouble = "";

    /// <param name="queueFlows">Flow events that may wait.</param>
    public FlowLogStage(IFlowLogOutput output, int queueFlows, TimeProvider time, ILogger logger)
    {
        (_output, _queueFlows, _time, _logger) = (output, queueFlows, time, logger);
        Name = $"flow_log_{output.Name}";
        Books = new FlowLogBooks(output.Name);
        // Bounded by flows, and a batch has one at least. The branch that offers has work of its own: it lends its thread to no disk.
        _queue = new BoundedQueue<AttributedBatch>(Name, queueFlows, singleWriter: true, lendsWriter: false);
    }

    public string Name { get; }

    public FlowLogBooks Books { get; }

    /// <summary>One thread at a time.</summary>
    public void Offer(AttributedBatch batch)
    {
        Books.CountOffered(batch.Count);
        var waiting = _queue.Written - _queue.Read - _queue.Abandoned;
        if (waiting + batch.Count <= _queueFlows && _queue.TryWrite(batch, batch.Count))
        {
            // Said once it has really caught up, so that a queue at its bound does not fill the log.
            if (_isFull && waiting <= _queueFlows / 2)
            {
                _isFull = false;
                LogHasRoom(_logger, Name);
            }

            return;
        }

        Books.CountDropped(_queue.IsComplete ? FlowLogDrop.Shutdown : FlowLogDrop.QueueFull, batch.Count);
        if (!_isFull && !_queue.IsComplete)
        {
            _isFull = true;
            LogFull(_logger, Name, _queueFlows);
        }
    }

    public async Task RunAsync()
    {
        LogBegun(_logger, Name, _output.Place);
        var group = new List<AttributedBatch>();
        while (await _queue.WaitToReadAsync().ConfigureAwait(false))
        {
            await LingerAsync().ConfigureAwait(false);
            AttributedBatch? next = null;
            while (!_abort.IsCancellationRequested && (next is not null || _queue.TryRead(out next)))
            {
                group.Clear();
                var flows = 0;
                do
                {
                    group.Add(next);
                    flows += next.Count;
                    next = null;
                }
                while (_queue.TryRead(out next) && flows + next.Count <= _output.MaxFlows);
                await WriteAsync(group, flows).ConfigureAwait(false);
            }

            if (next is not null)
            {
                // The time was over before it was its turn.
                Books.CountDropped(FlowLogDrop.Shutdown, next.Count);
            }
        }
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
        _queue.Abort(left => Books.CountDropped(FlowLogDrop.Shutdown, left.Count));
    }

    public void Dispose()
    {
        _end.Dispose();
        _abort.Dispose();
    }

    private async Task WriteAsync(List<AttributedBatch> group, int flows)
    {
        try
        {
            var tally = await _output.WriteAsync(group, _abort.Token).ConfigureAwait(false);
            Books.Count(tally, flows);
            Say(tally.Trouble);
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            Books.CountDropped(FlowLogDrop.Shutdown, flows);
        }
#pragma warning disable CA1031 // An output's failure costs a group of flows, counted, and nothing else.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Books.CountDropped(FlowLogDrop.Failed, flows);
            Say(failure.Message);
        }
    }

    private void Say(string trouble)
    {
        if (trouble == _trouble)
        {
            return;
        }

        _trouble = trouble;
        if (trouble.Length > 0)
        {
            LogTrouble(_logger, Name, trouble);
        }
        else
        {
            LogRecovered(_logger, Name);
        }
    }

    private async Task LingerAsync()
    {
        try
        {
            await Task.Delay(_output.Linger, _time, _end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // There is no more to wait for.
        }
    }

    [LoggerMessage(6300, LogLevel.Information, "{Name}: flows are logged to {Place}")]
    private static partial void LogBegun(ILogger logger, string name, string place);

    [LoggerMessage(6301, LogLevel.Warning, "{Name}: {QueueFlows} flow events wait already, more are dropped: the output is too slow. Log less (flowLog.allow, deny, fields), or see why it is slow")]
    private static partial void LogFull(ILogger logger, string name, int queueFlows);

    [LoggerMessage(6302, LogLevel.Information, "{Name}: keeps up again.")]
    private static partial void LogHasRoom(ILogger logger, string name);

    [LoggerMessage(6303, LogLevel.Warning, "{Name}: {Trouble}; what is lost is counted in flow_log_dropped_total, said again only when the text changes")]
    private static partial void LogTrouble(ILogger logger, string name, string trouble);

    [LoggerMessage(6304, LogLevel.Information, "{Name}: works again.")]
    private static partial void LogRecovered(ILogger logger, string name);
}
