using System.Diagnostics;
using System.IO.Pipelines;
using Windsock.Attribution;
using Windsock.Benchmarks.Measuring;
using Windsock.Detection;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Stages;

namespace Windsock.Benchmarks.Memory;

/// <summary>What a full agent holds, and what a large scrape costs.</summary>
internal static class MemoryBenchmarks
{
    private static readonly Instant Now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    public static void Resident(Table table)
    {
        var registry = Fill(pods: 1_000, seriesPerPod: 50);
        WriteAsync(registry).GetAwaiter().GetResult();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var megabytes = process.WorkingSet64 / 1e6;
        table.Add("resident memory with 1,000 pods and 50,000 series", $"{megabytes:F0} MB", "-", "-", "<= 150 MB", _ => megabytes <= 150);
        GC.KeepAlive(registry);
    }

    public static void Scrape(Table table)
    {
        var registry = Fill(pods: 2_000, seriesPerPod: 50);
        var times = new List<double>();
        long bytes = 0;
        for (var round = 0; round < 15; round++)
        {
            var clock = Stopwatch.StartNew();
            bytes = WriteAsync(registry).GetAwaiter().GetResult();
            times.Add(clock.Elapsed.TotalSeconds);
        }

        var median = times.Order().ElementAt(times.Count / 2);
        table.Add("scrape of 100,000 series", $"{Table.Millis(median)}, {bytes / 1e6:F1} MB of text", "-", "-", "<= 200 ms", speed => median <= 0.2 / speed);
    }

    /// <summary>What 200,000 connections of 1,000 tries hold while none of them has ended.</summary>
    public static void Connections(Table table)
    {
        const int Pods = 1_000;
        const int PerPod = 200;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = new TaskWatch(new DetectionOptions(), [], []);
        var server = new Endpoint { Namespace = "data", PodName = "db-0", Identity = 77, Hash = 1 };
        for (var pod = 0; pod < Pods; pod++)
        {
            var owner = new Owner
            {
                Kind = OwnerKind.Task,
                PodUid = $"uid-{pod}",
                Namespace = "airflow",
                PodName = $"load-{pod}",
                Try = new TaskTry(new TaskKey("airflow", $"dag_{pod / 20}", $"task_{pod % 20}"), "scheduled__2026-01-01", 1, -1, IdForm.Raw),
            };
            var client = new Endpoint { Namespace = "airflow", PodName = owner.PodName, Id = (uint)pod + 1, Hash = pod * 7919 };
            var attribution = new FlowAttribution(
                new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, Decides: true), default,
                new Peer(PeerKind.Workload, $"data/db-{pod % 50}"), Peer.Unknown, AttributionKind.Task, AttributionClass.Exact);
            for (var half = 0; half < 2; half++)
            {
                var flows = new Flow[PerPod];
                for (var i = 0; i < flows.Length; i++)
                {
                    flows[i] = Packet(pod, i, client, server, isAnswer: half == 1);
                }

                watch.Observe(new AttributedBatch(new FlowBatch(flows, flows.Length, "bench", Now), [.. Enumerable.Repeat(attribution, flows.Length)]));
            }
        }

        var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        var entries = new OneNumber("connection_table_entries");
        watch.Collect(entries);
        if (entries.Value is var open && open != Pods * PerPod)
        {
            throw new InvalidOperationException($"{open} connections are open where {Pods * PerPod} were opened.");
        }

        table.Add("200,000 open connections of 1,000 tries, memory", $"{megabytes:F0} MB", "-", "-", "<= 100 MB", _ => megabytes <= 100);
        GC.KeepAlive(watch);
    }

    /// <summary>What one more pod in view and one more series hold.</summary>
    public static void Single(Table table)
    {
        const int Pods = 20_000;
        const int Tasks = 1_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var attributor = new FlowAttributor(new AttributionOptions { NodeName = "bench" });
        for (var pod = 0; pod < Pods; pod++)
        {
            attributor.Apply(new PodApplied(StateOf(pod), Now));
        }

        table.Add("a pod in view, memory", Table.Bytes((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Pods), "-", "-", "-", null);
        GC.KeepAlive(attributor);

        var grown = BytesOf(() => Fill(Tasks, seriesPerPod: 50)) - BytesOf(() => Fill(Tasks, seriesPerPod: 10));
        table.Add("a series, memory", Table.Bytes(grown / (Tasks * 40.0)), "-", "-", "-", null);
    }

    private static long BytesOf(Func<object> make)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var made = make();
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(made);
        return after - before;
    }

    private sealed class OneNumber(string family) : IMetricCollector
    {
        public double Value { get; private set; }

        public void Add(MetricFamily from, double value, params ReadOnlySpan<string> labelValues) => Value += from.Name == family ? value : 0;
    }

    private static Flow Packet(int pod, int number, Endpoint client, Endpoint server, bool isAnswer)
    {
        var (clientIp, serverIp) = (IpAddress.FromIPv4(0x0A000000u + (uint)pod), IpAddress.FromIPv4(0x0A640000u + (uint)(pod % 50)));
        var (clientPort, serverPort) = ((ushort)(30_000 + number), (ushort)5_432);
        return new Flow
        {
            Time = Now,
            Source = isAnswer ? server : client,
            Destination = isAnswer ? client : server,
            SourceIp = isAnswer ? serverIp : clientIp,
            DestinationIp = isAnswer ? clientIp : serverIp,
            SourcePort = isAnswer ? serverPort : clientPort,
            DestinationPort = isAnswer ? clientPort : serverPort,
            Protocol = L4Protocol.Tcp,
            Verdict = Verdict.Forwarded,
            Type = FlowType.L3L4,
            EventType = 4,
            TcpFlags = isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn,
            Reply = isAnswer ? ReplyState.Reply : ReplyState.Request,
            ObservationPoint = isAnswer ? ObservationPoint.ToEndpoint : ObservationPoint.FromEndpoint,
            Direction = TrafficDirection.Egress,
        };
    }

    /// <summary>Each pod is a task of its own with flows of every direction, protocol and five verdicts.</summary>
    private static MetricRegistry Fill(int pods, int seriesPerPod)
    {
        var metrics = new FlowMetrics(new PrometheusOptions { SeriesPerFamily = 200_000, SeriesPerDag = 10_000 }, TimeProvider.System);
        var attributor = new FlowAttributor(new AttributionOptions { NodeName = "bench" });
        var attribution = new BatchAttribution(attributor, new Pipeline.Stages.AttributionCounts(), new WaitRoomOptions());
        for (var pod = 0; pod < pods; pod++)
        {
            var state = StateOf(pod);
            attributor.Apply(new PodApplied(state, Now));
            var end = new Endpoint { Id = (uint)pod + 1, Namespace = "airflow", PodName = state.Name, Hash = pod * 7919 };
            var flows = new Flow[seriesPerPod];
            for (var i = 0; i < flows.Length; i++)
            {
                flows[i] = new Flow
                {
                    Time = Now,
                    Source = end,
                    Reply = i % 2 == 0 ? ReplyState.Request : ReplyState.Reply,
                    Protocol = (L4Protocol)(i / 2 % 5),
                    Verdict = i / 10 < 1 ? Verdict.Forwarded : (Verdict)(i / 10 + 2),
                };
            }

            foreach (var attributed in attribution.Attribute(new FlowBatch(flows, flows.Length, "bench", Now), Now))
            {
                metrics.Observe(attributed);
            }
        }

        return new MetricRegistry(metrics, null, []);
    }

    private static PodState StateOf(int pod) => new()
    {
        Uid = $"uid-{pod}",
        Namespace = "airflow",
        Name = $"load-{pod}",
        NodeName = "bench",
        StartedAt = Now.Add(TimeSpan.FromHours(-1)),
        Labels = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("kubernetes_executor", "True"),
        Annotations = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty
            .Add("dag_id", $"dag_{pod / 20}").Add("task_id", $"task_{pod % 20}").Add("run_id", "r").Add("try_number", "1"),
    };

    private static async Task<long> WriteAsync(MetricRegistry registry)
    {
        var output = PipeWriter.Create(Stream.Null);
        return await registry.WriteAsync(output, ExpositionFormat.Text, CancellationToken.None);
    }
}
