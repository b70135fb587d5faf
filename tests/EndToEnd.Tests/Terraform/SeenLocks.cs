using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.TerraformLocks;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;

namespace Windsock.EndToEnd.Tests.Terraform;

/// <summary>What the watch of locks tells.</summary>
internal sealed class SeenLocks : IAsyncDisposable
{
    private readonly TerraformLockParts _parts;
    private readonly BoundedQueue<PlatformBatch> _queue = new("platform", 64, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<PlatformEvent> _events = new();
    private readonly Task _run;
    private readonly Task _read;

    public SeenLocks(string kubeconfig)
    {
        _parts = TerraformLockRegistration.Create(
            new TerraformLockOptions { Enabled = true, Namespaces = ["airflow"] }, new KubernetesOptions { Kubeconfig = kubeconfig }, TimeProvider.System, NullLoggerFactory.Instance);
        _run = _parts.Sources.Single().RunAsync(new PlatformWriter(_queue, Ledger), _stop.Token);
        _read = ReadAsync();
    }

    public PlatformLedger Ledger { get; } = new("terraform_locks");

    public IReadOnlyList<PlatformEvent> Events => [.. _events];

    /// <summary>As it stands; null before it was seen.</summary>
    public StateLock? Lock => _events.OfType<StateLockSeen>().LastOrDefault()?.Lock;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _queue.Complete();
        await _read;
        _parts.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _queue.WaitToReadAsync())
        {
            while (_queue.TryRead(out var batch))
            {
                foreach (var told in batch.Events)
                {
                    _events.Enqueue(told);
                }
            }
        }
    }
}
