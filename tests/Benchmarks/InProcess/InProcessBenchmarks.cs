using Windsock.Benchmarks.Measuring;
using Windsock.FlowCollector.Hubble;
using Windsock.FlowCollector.Hubble.Protos;
using Windsock.Model.Flows;
using Flow = Windsock.Model.Flows.Flow;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The data path on one thread: decode alone, and from wire bytes to all counters; beside it the same work on the
/// classes that Google.Protobuf generates.</summary>
internal static class InProcessBenchmarks
{
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

    /// <summary>What following connections and keeping the ledgers of tries adds to the work of <see cref="ToCounters"/>.</summary>
    public static void WithTries(Table table)
    {
        var corpus = Corpus.Recorded();
        var (with, without) = Run.InTurn(new DataPath(corpus, withTries: true).Round, Counting(corpus));
        var added = (without.PerSecond / with.PerSecond) - 1;
        table.Add(
            "the same with connections and tries, recorded", $"{Table.Millions(with.PerSecond)}, {Table.Bytes(with.BytesPerItem)}/flow",
            $"without them {Table.Millions(without.PerSecond)}", $"+{added * 100:F0} % CPU", "<= +30 %", _ => added <= 0.3);
    }

    /// <summary>What keeping the latest flows and counting per DAG, for those who may look, adds to the work of <see cref="ToCounters"/>.</summary>
    public static void WithLive(Table table)
    {
        var corpus = Corpus.Recorded();
        var (with, without) = Run.InTurn(new DataPath(corpus, withLive: true).Round, Counting(corpus));
        var added = (without.PerSecond / with.PerSecond) - 1;
        table.Add(
            "the same with what observe and top show, recorded", $"{Table.Millions(with.PerSecond)}, {Table.Bytes(with.BytesPerItem)}/flow",
            $"without it {Table.Millions(without.PerSecond)}", $"+{added * 100:F0} % CPU", "<= +15 %", _ => added <= 0.15);
    }

    /// <summary>Access log entries of proxies, from wire bytes to all counters.</summary>
    public static void Calls(Table table)
    {
        var corpus = CallCorpus.Generate();
        var (ours, theirs) = Run.InTurn(new CallPath(corpus).Round, new CallReference(corpus).Round);
        table.Add(
            $"access log entries ({corpus.BytesPerCall:F0} bytes each) to all counters", $"{Table.Millions(ours.PerSecond)}, {Table.Bytes(ours.BytesPerItem)}/call",
            $"Google.Protobuf {Table.Millions(theirs.PerSecond)}, {Table.Bytes(theirs.BytesPerItem)}/call", Table.Ratio(ours.PerSecond / theirs.PerSecond), ">= 1 M/s",
            speed => ours.PerSecond >= 1e6 * speed);
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

    private static Func<int> Counting(Corpus corpus) => new DataPath(corpus).Round;

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
}
