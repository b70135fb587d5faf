using System.Collections.Immutable;
using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.CloudLogging.Tokens;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>What the agent says about Pub/Sub. What became of the entries is in the books of the audit port.</summary>
/// <param name="counts">Null: it is off, and there is no series.</param>
internal sealed class CloudLoggingMetrics(CloudLoggingCounts? counts) : IMetricSource
{
    private static readonly ImmutableArray<string> Kinds = Names<EntryKind>();
    private static readonly ImmutableArray<string> Verdicts = Names<TokenVerdict>();
    private static readonly ImmutableArray<string> Outcomes = ["ok", "failed"];

    private static readonly MetricFamily Entries = Family(
        "cloud_logging_entries_total", "Log entries that Pub/Sub pushed, by what they tell of; one that is pushed again counts again.", "kind", Kinds);

    private static readonly MetricFamily Tokens = Family(
        "pubsub_tokens_total", "Push requests of Pub/Sub by what was found of their tokens; all but accepted were refused.", "verdict", Verdicts);

    private static readonly MetricFamily Keys = Family(
        "pubsub_key_reads_total", "Times the keys of the tokens' issuer were read from audit.pubsub.keysFile, after a change, or keysUrl.", "outcome", Outcomes);

    public ImmutableArray<MetricFamily> Families { get; } = [Entries, Tokens, Keys];

    public void Collect(IMetricCollector collector)
    {
        if (counts is null)
        {
            return;
        }

        for (var kind = 0; kind < Kinds.Length; kind++)
        {
            collector.Add(Entries, counts.Of((EntryKind)kind), Kinds[kind]);
        }

        for (var verdict = 0; verdict < Verdicts.Length; verdict++)
        {
            collector.Add(Tokens, counts.Of((TokenVerdict)verdict), Verdicts[verdict]);
        }

        collector.Add(Keys, counts.KeyFetches.Value, Outcomes[0]);
        collector.Add(Keys, counts.KeyFailures.Value, Outcomes[1]);
    }

    private static MetricFamily Family(string name, string help, string label, ImmutableArray<string> values) => new(name, MetricKind.Counter, help, [label])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add(label, values),
    };

    /// <summary>Member names in snake_case, in the order of their values.</summary>
    private static ImmutableArray<string> Names<T>()
        where T : struct, Enum =>
        [.. Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
