using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Tests.Hubble.Streaming;

/// <summary>A Hubble source at work, started again at once when it fails, and what came out of it.</summary>
internal sealed class SourceRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BoundedQueue<FlowBatch> _queue = new("flows", 64, singleWriter: true);
    private readonly BoundedQueue<ClusterChange> _changes = new("changes", 64, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SourceRun(HubbleOptions options, TimeProvider time)
    {
        Server = new HubbleServerMetrics();
        Ledger = new SourceLedger("hubble");
        var source = new HubbleSource(options, () => new PlainDecoder(), Server, time, NullLogger<HubbleSource>.Instance);
        _running = RunAsync(source, new FlowWriter(_queue, _changes, Ledger, time));
    }

    public SourceLedger Ledger { get; }

    public HubbleServerMetrics Server { get; }

    public List<Flow> Flows { get; } = [];

    public List<GrpcException> Failures { get; } = [];

    /// <summary>A writer whose queues nobody reads.</summary>
    public static FlowWriter Writer() => new(
        new BoundedQueue<FlowBatch>("flows", 64, singleWriter: true), new BoundedQueue<ClusterChange>("changes", 64, singleWriter: false),
        new SourceLedger("hubble"), TimeProvider.System);

    /// <summary>Waits until this many flows have come in all.</summary>
    public async Task TakeAsync(int count)
    {
        while (Flows.Count < count)
        {
            if (_queue.TryRead(out var batch))
            {
                Flows.AddRange(batch.Flows);
            }
            else if (!await _queue.WaitToReadAsync().AsTask().WaitAsync(Patience))
            {
                throw new InvalidOperationException($"The source stopped after {Flows.Count} flows.");
            }
        }
    }

    /// <summary>Stops the source and takes what it had decoded.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        while (_queue.TryRead(out var batch))
        {
            Flows.AddRange(batch.Flows);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync(HubbleSource source, FlowWriter writer)
    {
        while (!_stop.IsCancellationRequested && Failures.Count < 1000)
        {
            try
            {
                await source.RunAsync(writer, _stop.Token);
            }
            catch (GrpcException failure)
            {
                Failures.Add(failure);
                await Task.Delay(5, CancellationToken.None);
            }
        }

        _queue.Complete();
    }
}
