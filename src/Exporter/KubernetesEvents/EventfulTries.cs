using System.Collections.Immutable;
using Windsock.Model.Flows;
using Windsock.Model.Metrics;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Picks the stories that are worth an event and hands them to the sink, without waiting.</summary>
internal sealed class EventfulTries(KubernetesEventsOptions options, SinkStage<TryStory> stage, TimeProvider time) : ITryObserver, IMetricSource
{
    private static readonly ImmutableArray<string> Reasons = ["duplicate", "rate_limited"];

    private static readonly MetricFamily Withheld = new(
        "kubernetes_events_withheld_total", MetricKind.Counter, "Diagnoses that got no Kubernetes Event: the same was written before, or the rate limit was reached.", ["reason"])
    {
        ClosedValues = ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("reason", Reasons),
    };

    private readonly EventBudget _budget = new(options.PerMinute, options.Burst);
    private readonly Counter _duplicates = new();
    private readonly Counter _rateLimited = new();

    public ImmutableArray<MetricFamily> Families => [Withheld];

    public void Observe(TryStory story)
    {
        if (!IsWorthIt(story) || KubernetesEventsMapper.PodOf(story) is not { } pod)
        {
            return;
        }

        switch (_budget.Judge(KubernetesEventsMapper.Name(story, pod), Instant.FromDateTimeOffset(time.GetUtcNow())))
        {
            case EventVerdict.Write:
                stage.Offer(story);
                break;
            case EventVerdict.Duplicate:
                _duplicates.Add();
                break;
            default:
                _rateLimited.Add();
                break;
        }
    }

    public void Collect(IMetricCollector collector)
    {
        collector.Add(Withheld, _duplicates.Value, Reasons[0]);
        collector.Add(Withheld, _rateLimited.Value, Reasons[1]);
    }

    private bool IsWorthIt(TryStory story) => story.Result == TryResult.Failed
        && (options.WithoutCause || story.Causes.Any(cause => cause.Cause != FailureCause.NoneSeen));
}
