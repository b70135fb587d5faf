using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Benchmarks.InProcess;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Identity;
using Windsock.Pipeline;

namespace Windsock.Benchmarks.Socket;

/// <summary>The agent's data path as the reader of a Hubble server, in a process of its own: what it costs and how late a flow is
/// in its counter.</summary>
internal static class SocketReader
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);

    /// <param name="isPaced">False: every arrival wakes the reader, for comparison.</param>
    public static async Task<int> RunAsync(string socket, TimeSpan length, bool isPaced, CancellationToken stop)
    {
        var time = TimeProvider.System;
        var corpus = Corpus.Recorded();
        var metrics = new TimedMetrics(new FlowMetrics(new PrometheusOptions(), time), time);
        var decoder = new HubbleDecoder();
        var hubble = new HubbleSource(
            new HubbleOptions { Address = "unix://" + socket }, () => decoder, new HubbleServerMetrics(), time, NullLogger<HubbleSource>.Instance, isPaced);
        using var pipeline = new FlowPipelineBuilder(new PipelineOptions(), time, NullLoggerFactory.Instance)
            .ReadFrom(hubble)
            .AttributeWith(DataPath.Attributor(corpus))
            .FanOutTo(metrics)
            .Build();
        await pipeline.StartAsync(stop);
        await Task.Delay(WarmUp, time, stop);

        var (flows, cpu, delays) = (metrics.Flows, Cpu(), metrics.TakeDelays());
        var clock = Stopwatch.StartNew();
        await Task.Delay(length, time, stop);
        var reading = new Reading(metrics.Flows - flows, Cpu() - cpu, clock.Elapsed.TotalSeconds, metrics.TakeDelays());
        if (pipeline.Ledgers[0].Failures > 0 || pipeline.Ledgers[0].Undecodable > 0)
        {
            throw new InvalidOperationException("The stream broke while it was measured.");
        }

        Console.WriteLine(JsonSerializer.Serialize(reading));
        return 0;
    }

    public static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;

    /// <summary>The metrics consumer, which also notes how old the last flow of each batch is once it is counted.</summary>
    private sealed class TimedMetrics(FlowMetrics metrics, TimeProvider time) : IFlowConsumer
    {
        private readonly Lock _lock = new();
        private readonly List<double> _delays = [];
        private long _flows;

        public string Name => metrics.Name;

        public long Flows => Volatile.Read(ref _flows);

        public void Observe(AttributedBatch batch)
        {
            metrics.Observe(batch);
            Volatile.Write(ref _flows, _flows + batch.Count);
            var now = time.GetUtcNow();
            lock (_lock)
            {
                // The first of a batch has waited longest, the last least.
                _delays.Add((now - batch.Flows[0].Time.ToDateTimeOffset()).TotalSeconds);
                _delays.Add((now - batch.Flows[^1].Time.ToDateTimeOffset()).TotalSeconds);
            }
        }

        public double[] TakeDelays()
        {
            lock (_lock)
            {
                double[] taken = [.. _delays.Order()];
                _delays.Clear();
                return taken.Length <= 1_000 ? taken : [.. Enumerable.Range(0, 1_000).Select(i => taken[(int)(i * (taken.Length - 1L) / 999)])];
            }
        }
    }
}

/// <summary>What a reader measured of itself.</summary>
/// <param name="Delays">Seconds from the flow's time to its counter, ascending.</param>
internal sealed record Reading(long Flows, double CpuSeconds, double Seconds, double[] Delays)
{
    [JsonIgnore]
    public double CpuShare => CpuSeconds / Seconds;

    [JsonIgnore]
    public double CpuPerFlow => CpuSeconds / Flows;

    [JsonIgnore]
    public double PerSecond => Flows / Seconds;

    public double DelayAt(double quantile) => Delays.Length == 0 ? 0 : Delays[(int)(quantile * (Delays.Length - 1))];
}
