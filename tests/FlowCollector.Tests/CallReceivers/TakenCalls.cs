using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.CallReceivers;
using Windsock.Model.Calls;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Tests.CallReceivers;

/// <summary>The queue behind a receiver, read by a test.</summary>
internal sealed class TakenCalls
{
    private readonly BoundedQueue<CallBatch> _queue;

    /// <param name="capacity">Batches until it is full.</param>
    public TakenCalls(int capacity = 10_000)
    {
        _queue = new BoundedQueue<CallBatch>("calls", capacity, singleWriter: false, lendsWriter: false);
        Writer = new CallWriter(_queue, Ledger, NullLogger.Instance);
    }

    public CallLedger Ledger { get; } = new("test");

    public CallWriter Writer { get; }

    /// <summary>An output that writes here.</summary>
    public CallOutput Output(SeenCalls? seen = null)
    {
        var output = new CallOutput("test", seen ?? new SeenCalls());
        output.Begin(Writer, new Instant(1));
        return output;
    }

    /// <summary>What has come since the last time, in order.</summary>
    public List<Call> Read()
    {
        var calls = new List<Call>();
        while (_queue.TryRead(out var batch))
        {
            calls.AddRange(batch.Calls);
        }

        return calls;
    }
}
