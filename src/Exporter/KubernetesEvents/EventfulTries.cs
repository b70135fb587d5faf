using Windsock.Model.Flows;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Picks the stories that are worth an event and hands them to the sink, without waiting.</summary>
internal sealed class EventfulTries(KubernetesEventsOptions options, SinkStage<TryStory> stage, WithheldEvents withheld, TimeProvider time) : ITryObserver
{
    private readonly EventBudget _budget = new(options.PerMinute, options.Burst);

    public void Observe(TryStory story)
    {
        if (!IsWorthIt(story))
        {
            return;
        }

        if (KubernetesEventsMapper.PodOf(story) is not { } pod)
        {
            withheld.CountNoPod();
            return;
        }

        switch (_budget.Judge(KubernetesEventsMapper.Name(story, pod), Instant.FromDateTimeOffset(time.GetUtcNow())))
        {
            case EventVerdict.Write:
                stage.Offer(story);
                break;
            case EventVerdict.Duplicate:
                withheld.CountDuplicate();
                break;
            default:
                withheld.CountRateLimited();
                break;
        }
    }

    private bool IsWorthIt(TryStory story) => story.Result switch
    {
        TryResult.Failed => options.WithoutCause || story.Causes.Any(cause => cause.Cause != FailureCause.NoneSeen),
        TryResult.Unknown => options.UnknownResult
            && story.Causes.Any(cause => cause.Cause != FailureCause.NoneSeen && cause.Confidence != Confidence.Low),
        _ => false,
    };
}
