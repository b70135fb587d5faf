using Windsock.FlowCollector.MeshMetrics.Counters;
using Windsock.FlowCollector.MeshMetrics.Scraping;
using Windsock.FlowCollector.MeshMetrics.Targets;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.MeshMetrics;

/// <summary>Looks at the proxies of the view's pods, again and again, and brings what their counters grew by.</summary>
internal sealed class MeshMetricsSource(
    MeshMetricsOptions options, MeshPods pods, ProxyLook look, MeshMetricsCounts counts, MeshMetricsLog log, TimeProvider time) : ICallSource
{
    public const string SourceName = "mesh_metrics";

    /// <summary>A ztunnel that could not be read for so long begins anew: which pods lived meanwhile is no longer remembered.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, ProxyMemory> _memories = new(StringComparer.Ordinal);
    private Instant _startedAt = Instant.Missing;

    public string Name => SourceName;

    public async Task RunAsync(CallWriter writer, CancellationToken stop)
    {
        _startedAt = _startedAt.IsMissing ? Now() : _startedAt;
        writer.ReportUp(true);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var began = time.GetTimestamp();
                await LookAroundAsync(writer, stop).ConfigureAwait(false);
                var left = options.Interval - time.GetElapsedTime(began);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was complete has been handed over.
        }

        writer.ReportUp(false);
    }

    private async Task LookAroundAsync(CallWriter writer, CancellationToken stop)
    {
        var beganAt = Now();
        var seen = pods.All;
        var proxies = seen.Where(pod => pod.Proxy != TargetKind.None).ToList();
        var shared = SharedAddresses(seen);
        Forget(proxies);
        var round = new RoundReport(proxies.Count);
        var looking = new List<Task>(options.ConcurrentScrapes);
        try
        {
            foreach (var proxy in proxies)
            {
                stop.ThrowIfCancellationRequested();
                looking.Add(LookAtAsync(proxy, shared.Contains(proxy.Ip), writer, round, stop));
                if (looking.Count == options.ConcurrentScrapes)
                {
                    var done = await Task.WhenAny(looking).ConfigureAwait(false);
                    looking.Remove(done);
                    await done.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await Task.WhenAll(looking).ConfigureAwait(false);
        }

        counts.SetKept(
            proxies.Count(pod => pod.Proxy == TargetKind.Sidecar), proxies.Count(pod => pod.Proxy == TargetKind.Ztunnel), _memories.Values.Sum(memory => memory.Increases.Count));
        log.Looked(round);
        pods.Sweep(Oldest(beganAt, proxies));
    }

    private async Task LookAtAsync(MeshPod proxy, bool isShared, CallWriter writer, RoundReport round, CancellationToken stop)
    {
        var memory = MemoryOf(proxy);
        var (outcome, detail) = isShared
            ? (ScrapeOutcome.AddressShared, "")
            : await look.TakeAsync(proxy, memory, Since(proxy), writer, stop).ConfigureAwait(false);
        counts.Count(proxy.Proxy, outcome);
        round.Add(proxy, outcome, detail);
    }

    /// <summary>Called before the look of a proxy waits for anything, so by one thread at a time.</summary>
    private ProxyMemory MemoryOf(MeshPod proxy)
    {
        if (!_memories.TryGetValue(proxy.Uid, out var memory))
        {
            memory = new ProxyMemory(options.SeriesLimit);
            _memories.Add(proxy.Uid, memory);
        }

        if (proxy.Proxy == TargetKind.Ztunnel && !memory.LookedAt.IsMissing && Now().Since(memory.LookedAt) > LongestSilence)
        {
            memory.Leave();
        }

        return memory;
    }

    private void Forget(List<MeshPod> proxies)
    {
        var living = proxies.Select(static pod => pod.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var uid in _memories.Keys.Where(uid => !living.Contains(uid)).ToList())
        {
            _memories.Remove(uid);
        }
    }

    private static HashSet<IpAddress> SharedAddresses(IEnumerable<MeshPod> seen) =>
        [.. seen.Where(static pod => !pod.HasEnded && !pod.Ip.IsNone).GroupBy(static pod => pod.Ip).Where(static group => group.Count() > 1).Select(static group => group.Key)];

    /// <summary>Since when all that a proxy counted can be told.</summary>
    private Instant Since(MeshPod proxy) => proxy.Proxy == TargetKind.Ztunnel ? Later(_startedAt, Now().Add(-LongestSilence)) : _startedAt;

    /// <summary>What ended before the last look of each ztunnel has been asked for.</summary>
    private Instant Oldest(Instant now, List<MeshPod> proxies)
    {
        var oldest = now;
        foreach (var proxy in proxies)
        {
            if (proxy.Proxy == TargetKind.Ztunnel)
            {
                var at = _memories[proxy.Uid].LookedAt is { IsMissing: false } looked ? looked : _startedAt;
                oldest = at < oldest ? at : oldest;
            }
        }

        return Later(oldest, now.Add(-LongestSilence));
    }

    private static Instant Later(Instant left, Instant right) => left > right ? left : right;

    private Instant Now() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
