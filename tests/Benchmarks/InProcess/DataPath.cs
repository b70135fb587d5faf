using Windsock.Attribution;
using Windsock.Detection;
using Windsock.Exporter.Activity;
using Windsock.Exporter.FlowLog;
using Windsock.Exporter.Prometheus;
using Windsock.Exporter.Prometheus.Connections;
using Windsock.Exporter.Prometheus.Flows;
using Windsock.FlowCollector.Hubble;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Pipeline.Stages;

namespace Windsock.Benchmarks.InProcess;

/// <summary>The agent's data path without its queues, on one thread: decode, attribute, count, and when asked for follow
/// connections and keep the ledgers of tries, or keep the latest flows and count per DAG.</summary>
internal sealed class DataPath
{
    private readonly Corpus _corpus;
    private readonly HubbleDecoder _decoder = new();
    private readonly FlowMetrics _metrics = new(new PrometheusOptions(), TimeProvider.System);
    private readonly BatchAttribution _attribution;
    private readonly TaskWatch? _tries;
    private readonly RecentFlows? _recent;
    private readonly FlowActivity? _activity;
    private Instant _now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());

    public DataPath(Corpus corpus, bool withTries = false, bool withLive = false)
    {
        _corpus = corpus;
        (_recent, _activity) = withLive ? (new RecentFlows(), new FlowActivity()) : (null, null);
        _attribution = new BatchAttribution(Attributor(corpus), new Pipeline.Stages.AttributionCounts(), new WaitRoomOptions());
        if (withTries)
        {
            var connections = new ConnectionMetrics(new PrometheusOptions(), TimeProvider.System);
            _tries = new TaskWatch(new DetectionOptions(), [connections], [connections]);
        }
    }

    public static FlowAttributor Attributor(Corpus corpus)
    {
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var attributor = new FlowAttributor(new AttributionOptions { NodeName = "bench" });
        foreach (var pod in corpus.Pods)
        {
            attributor.Apply(new PodApplied(pod, now));
        }

        attributor.Apply(new PodsSynced(now));
        return attributor;
    }

    /// <summary>Takes the whole corpus once, as if its flows had just happened: half a second after those of the round before.</summary>
    /// <returns>How many flows that was.</returns>
    public int Round()
    {
        _now = _now.Add(TimeSpan.FromSeconds(0.5));
        var flows = new Flow[FlowBatch.MaxCount];
        var count = 0;
        foreach (var response in _corpus.Responses)
        {
            _decoder.Decode(response, ref flows[count], out _);
            flows[count++].Time = _now;
            if (count == flows.Length)
            {
                Hand(flows, count);
                (flows, count) = (new Flow[FlowBatch.MaxCount], 0);
            }
        }

        Hand(flows, count);
        _tries?.Advance(_now);
        return _corpus.Responses.Count;
    }

    private void Hand(Flow[] flows, int count)
    {
        foreach (var attributed in _attribution.Attribute(new FlowBatch(flows, count, "hubble", _now), _now))
        {
            _metrics.Observe(attributed);
            _tries?.Observe(attributed);
            _activity?.Observe(attributed);
            _recent?.Observe(attributed);
        }
    }
}
