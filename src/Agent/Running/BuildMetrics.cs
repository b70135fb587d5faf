using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Windsock.Agent.Cli;
using Windsock.Model.Metrics;

namespace Windsock.Agent.Running;

/// <summary>Which build runs and what it costs its node.</summary>
internal sealed class BuildMetrics : IMetricSource, IDisposable
{
    private static readonly MetricFamily Build = new("build_info", MetricKind.Info, "The running build.", ["version", "commit", "runtime"]);

    private static readonly MetricFamily Cpu = new("process_cpu_seconds_total", MetricKind.Counter, "Processor time the agent has used.", []) { Unit = "seconds" };

    private static readonly MetricFamily Memory = new("process_resident_memory_bytes", MetricKind.Gauge, "Resident memory of the agent.", []) { Unit = "bytes" };

    private static readonly MetricFamily Heap = new("process_heap_bytes", MetricKind.Gauge, "Managed heap in use, as of the last collection.", []) { Unit = "bytes" };

    private readonly Process _process = Process.GetCurrentProcess();

    public ImmutableArray<MetricFamily> Families { get; } = [Build, Cpu, Memory, Heap];

    public void Collect(IMetricCollector collector)
    {
        _process.Refresh();
        collector.Add(Build, 1, AgentVersion.Version, AgentVersion.Commit, RuntimeInformation.FrameworkDescription);
        collector.Add(Cpu, _process.TotalProcessorTime.TotalSeconds);
        collector.Add(Memory, _process.WorkingSet64);
        collector.Add(Heap, GC.GetGCMemoryInfo().HeapSizeBytes);
    }

    public void Dispose() => _process.Dispose();
}
