using Windsock.FlowCollector.Cluster;
using Windsock.FlowCollector.Cluster.Access;
using Windsock.FlowCollector.Cluster.Api;
using Windsock.FlowCollector.Cluster.Watching;
using Windsock.FlowCollector.Crossplane;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.Crossplane;

/// <summary>The source against a fake API server, with a clock that stands still.</summary>
internal sealed class RunningCrossplane : IAsyncDisposable, IMetricCollector
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BoundedQueue<PlatformBatch> _queue = new("platform", 10_000, singleWriter: false);
    private readonly Queue<PlatformEvent> _read = new();
    private readonly Dictionary<string, double> _metrics = new(StringComparer.Ordinal);
    private readonly CrossplaneParts _parts;
    private CancellationTokenSource _stop = new();
    private Task _run;

    public RunningCrossplane(FakeApiServer server, CrossplaneOptions? options = null)
    {
        options ??= new CrossplaneOptions();
        options.Enabled = true;
        var api = new KubernetesApi(new ApiAccess(server.Address, null, new ConfiguredCredential(null, null, null, Time)));
        _parts = CrossplaneRegistration.Create(options, new KubernetesOptions(), new WatchTimings { Jitter = () => 0.5 }, api, Time, new OneLog(Log));
        _run = Source.RunAsync(new PlatformWriter(_queue, Ledger), _stop.Token);
    }

    public IPlatformSource Source => _parts.Sources.Single();

    public ManualTime Time { get; } = new();

    public LineLog Log { get; } = new();

    public PlatformLedger Ledger { get; } = new("crossplane");

    /// <summary>Reads until each of these was told, in any order, and nothing else.</summary>
    public async Task TellsAsync(params string[] expected)
    {
        var told = new List<string>();
        while (told.Count < expected.Length)
        {
            told.Add(Short(await NextAsync()));
        }

        Assert.Equal(expected.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    public async Task<PlatformEvent> NextAsync()
    {
        while (_read.Count == 0)
        {
            while (_queue.TryRead(out var batch))
            {
                Assert.Equal("crossplane", batch.Source);
                foreach (var @event in batch.Events)
                {
                    _read.Enqueue(@event);
                }
            }

            if (_read.Count == 0)
            {
                await _queue.WaitToReadAsync().AsTask().WaitAsync(Patience);
            }
        }

        return _read.Dequeue();
    }

    /// <summary>Ends the run and begins another, as a supervisor does.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _stop = new CancellationTokenSource();
        _run = Source.RunAsync(new PlatformWriter(_queue, Ledger), _stop.Token);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
        _stop.Dispose();
    }

    /// <summary>Value of a series, named as <c>family{label values}</c>.</summary>
    public double Metric(string series)
    {
        _metrics.Clear();
        _parts.Metrics.Collect(this);
        return _metrics[series];
    }

    public Task PassAsync(double fromSeconds, double toSeconds) =>
        Time.PassWaitAsync(TimeSpan.FromSeconds(fromSeconds), TimeSpan.FromSeconds(toSeconds), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (!_run.IsCompleted)
        {
            await StopAsync();
        }

        _parts.Dispose();
    }

    void IMetricCollector.Add(MetricFamily family, double value, params ReadOnlySpan<string> labels) =>
        _metrics[labels.Length == 0 ? family.Name : $"{family.Name}{{{string.Join(',', labels.ToArray())}}}"] = value;

    private static string Short(PlatformEvent told) => told switch
    {
        ResourceTypeSeen type => $"type {type.Resource}.{type.ApiGroup} {type.Role}",
        ResourceSeen seen => $"+{seen.Resource.Uid}",
        ResourceGone gone => $"-{gone.Uid}",
        ResourcesSynced synced => $"synced {synced.Resource}",
        PlatformGap gap => $"gap {gap.Reason}",
        _ => told.ToString(),
    };
}
