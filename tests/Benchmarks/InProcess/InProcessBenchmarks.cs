using Windsock.Attribution;
using Windsock.Benchmarks.Measuring;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Stages;
using Flow = Windsock.Model.Flows.Flow;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The data path on one thread: decode alone, and from wire bytes to all counters; beside it the same work on the
/// classes that Google.Protobuf generates.</summary>
internal static class InProcessBenchmarks
{
    private static readonly Instant Now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    public static void Decode(Table table)
    {
        var corpus = Corpus.Recorded();
        var (ours, theirs) = Run.InTurn(Decoding(corpus), Parsing(corpus));
        table.Add(
            $"decode alone, recorded flows ({corpus.BytesPerFlow:F0} bytes each)",
            $"{Table.Millions(ours.PerSecond)}, {Table.Bytes(ours.BytesPerItem)}/flow", $"Google.Protobuf {Table.Millions(theirs.PerSecond)}, {Table.Bytes(theirs.BytesPerItem)}/flow",
            Table.Ratio(ours.PerSecond / theirs.PerSecond), ">= 4 M/s and 5x", speed => ours.PerSecond >= 4e6 * speed && ours.PerSecond >= 5 * theirs.PerSecond);
    }

    public static void ToCounters(Table table)
    {
        Compare(Corpus.Recorded(), ">= 2.5 M/s and 3.5x", (ours, theirs, speed) => ours >= 2.5e6 * speed && ours >= 3.5 * theirs);
        Compare(Corpus.Spread(20_000, local: 250), ">= 1.5 M/s", (ours, _, speed) => ours >= 1.5e6 * speed);
        Compare(Corpus.Spread(20_000, local: 20_000), "", null);

        void Compare(Corpus corpus, string budget, Func<double, double, double, bool>? met)
        {
            var (ours, theirs) = Run.InTurn(Counting(corpus), CountingOnProtobuf(corpus));
            table.Add(
                $"wire bytes to all counters, {corpus.Name}",
                $"{Table.Millions(ours.PerSecond)}, {Table.Bytes(ours.BytesPerItem)}/flow", $"Google.Protobuf {Table.Millions(theirs.PerSecond)}, {Table.Bytes(theirs.BytesPerItem)}/flow",
                Table.Ratio(ours.PerSecond / theirs.PerSecond), budget, met is null ? null : speed => met(ours.PerSecond, theirs.PerSecond, speed));
        }
    }

    private static Func<int> Decoding(Corpus corpus)
    {
        var decoder = new HubbleDecoder();
        var flow = new Flow();
        return () =>
        {
            foreach (var response in corpus.Responses)
            {
                if (decoder.Decode(response, ref flow, out _) != HubbleMessage.Flow)
                {
                    throw new InvalidOperationException("The corpus holds flows only.");
                }
            }

            return corpus.Responses.Count;
        };
    }

    public static Func<int> Parsing(Corpus corpus) => () =>
    {
        foreach (var response in corpus.Responses)
        {
            if (GetFlowsResponse.Parser.ParseFrom(response).Flow is null)
            {
                throw new InvalidOperationException("The corpus holds flows only.");
            }
        }

        return corpus.Responses.Count;
    };

    private static Func<int> Counting(Corpus corpus)
    {
        var decoder = new HubbleDecoder();
        var metrics = new FlowMetrics(new PrometheusOptions(), TimeProvider.System);
        var attribution = new BatchAttribution(Attributor(corpus), new Pipeline.Stages.AttributionCounts(), new WaitRoomOptions());
        return () =>
        {
            var flows = new Flow[FlowBatch.MaxCount];
            var count = 0;
            foreach (var response in corpus.Responses)
            {
                decoder.Decode(response, ref flows[count++], out _);
                if (count == flows.Length)
                {
                    Hand(flows, count);
                    (flows, count) = (new Flow[FlowBatch.MaxCount], 0);
                }
            }

            Hand(flows, count);
            return corpus.Responses.Count;
        };

        void Hand(Flow[] flows, int count)
        {
            foreach (var attributed in attribution.Attribute(new FlowBatch(flows, count, "hubble", Now), Now))
            {
                metrics.Observe(attributed);
            }
        }
    }

    private static Func<int> CountingOnProtobuf(Corpus corpus)
    {
        var reference = new ProtobufReference(corpus.Pods.ToDictionary(
            pod => (pod.Namespace, pod.Name), pod => (pod.Annotations["dag_id"], pod.Annotations["task_id"])));
        return () =>
        {
            foreach (var response in corpus.Responses)
            {
                reference.Take(response);
            }

            return corpus.Responses.Count;
        };
    }

    public static FlowAttributor Attributor(Corpus corpus)
    {
        var attributor = new FlowAttributor(new AttributionOptions { NodeName = "bench" });
        foreach (var pod in corpus.Pods)
        {
            attributor.Apply(new PodApplied(pod, Now));
        }

        attributor.Apply(new PodsSynced(Now));
        return attributor;
    }
}
