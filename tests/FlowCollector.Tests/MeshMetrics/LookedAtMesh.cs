using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.MeshMetrics;
using Windsock.FlowCollector.Tests.Cluster;
using Windsock.FlowCollector.Tests.Hubble.Streaming;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Queues;
using Windsock.Pipeline.Sources;
using Windsock.Testing;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

/// <summary>The source of mesh counters, running, with pods on loopback and a clock that stands still.</summary>
internal sealed class LookedAtMesh : IAsyncDisposable, IAccessLogPresence
{
    public const string PodIp = "127.0.0.2";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BoundedQueue<CallBatch> _queue = new("calls", 1_000, singleWriter: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly LogFactory _loggers;
    private readonly CallWriter _writer;
    private Task? _run;

    private LookedAtMesh(FakeProxies proxies, Action<MeshMetricsOptions>? but, string[] namespaces)
    {
        Proxies = proxies;
        Options = new MeshMetricsOptions { Enabled = true, Port = proxies.Port };
        but?.Invoke(Options);
        _loggers = new LogFactory(Log);
        Parts = MeshMetricsRegistration.Create(Options, namespaces, this, Time, _loggers);
        _writer = new CallWriter(_queue, Ledger, NullLogger.Instance);
    }

    public ManualTime Time { get; } = new();

    public FakeProxies Proxies { get; }

    public MeshMetricsOptions Options { get; }

    public MeshMetricsParts Parts { get; }

    public CallLedger Ledger { get; } = new("mesh_metrics");

    public LineLog Log { get; } = new();

    /// <summary>Pods that send an access log, as <c>namespace/name</c>.</summary>
    public HashSet<string> Logging { get; } = [];

    public static async Task<LookedAtMesh> StartAsync(Action<MeshMetricsOptions>? but = null, params string[] namespaces) =>
        new(await FakeProxies.StartAsync(), but, namespaces.Length == 0 ? ["airflow"] : namespaces);

    public bool SendsAccessLog(string @namespace, string pod) => Logging.Contains($"{@namespace}/{pod}");

    /// <param name="startedBefore">How long before now the proxy started.</param>
    public PodState Pod(string name = "etl-load-x7k2", string ip = PodIp, TimeSpan? startedBefore = null, string ns = "airflow") => new()
    {
        Uid = $"{ns}/{name}",
        Namespace = ns,
        Name = name,
        NodeName = "node-1",
        Phase = PodPhase.Running,
        Ips = IpAddress.TryParse(ip, out var address) ? [address] : [],
        StartedAt = Now(),
        Containers = [Container("base"), Container("istio-proxy", Now().Add(-(startedBefore ?? TimeSpan.FromHours(1))))],
    };

    public static ContainerState Container(string name, Instant? startedAt = null) => new(name, false, false, false, startedAt ?? new Instant(1), Instant.Missing, 0, "");

    public void Apply(PodState pod) => Observe(new PodApplied(pod, Now()));

    public void Remove(PodState pod) => Observe(new PodRemoved(pod.Uid, pod.Namespace, pod.Name, Now()));

    /// <summary>Lets one round of looks pass, an interval after the one before.</summary>
    /// <returns>What it brought.</returns>
    public async Task<ImmutableArray<Call>> LookAsync()
    {
        await BeginRoundAsync();
        await Time.SeeWaitAsync(Options.Interval, Options.Interval, TestContext.Current.CancellationToken);
        return Take();
    }

    /// <summary>A round in which the time limit of a look passes.</summary>
    public async Task LookInVainAsync()
    {
        await BeginRoundAsync();
        await Time.PassWaitAsync(Options.Timeout, Options.Timeout, TestContext.Current.CancellationToken);
        await Time.SeeWaitAsync(Options.Interval - Options.Timeout, Options.Interval - Options.Timeout, TestContext.Current.CancellationToken);
    }

    private async Task BeginRoundAsync()
    {
        if (_run is null)
        {
            Start();
            return;
        }

        // The rest of the interval, as long as it is longer than any look.
        await Time.PassWaitAsync(Options.Timeout + TimeSpan.FromTicks(1), Options.Interval, TestContext.Current.CancellationToken);
    }

    public void Start() => _run = Parts.Sources[0].RunAsync(_writer, _stop.Token);

    /// <summary>What is counted as <c>name{label,label} value</c>, without the zeros and the gauges.</summary>
    public string Counted(string family)
    {
        var collected = new CollectedMetrics();
        Parts.Metrics.Collect(collected);
        return string.Join(", ", collected.Lines.Where(line => line.StartsWith(family + "{", StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal)).Select(line => line[(family.Length + 1)..].Replace("}", "", StringComparison.Ordinal)));
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await (_run ?? Task.CompletedTask).WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Parts.Dispose();
        await Proxies.DisposeAsync();
        _loggers.Dispose();
        _stop.Dispose();
    }

    public ImmutableArray<Call> Take()
    {
        var calls = ImmutableArray.CreateBuilder<Call>();
        while (_queue.TryRead(out var batch))
        {
            calls.AddRange(batch.Calls);
        }

        return calls.ToImmutable();
    }

    private void Observe(ClusterChange change)
    {
        foreach (var observer in Parts.Observers)
        {
            observer.Observe(change);
        }
    }

    private Instant Now() => Instant.FromDateTimeOffset(Time.GetUtcNow());

    private sealed class LogFactory(LineLog log) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
