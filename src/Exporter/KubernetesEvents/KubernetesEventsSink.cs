using Windsock.Model.Flows;
using Windsock.Model.Tries;
using Windsock.Pipeline.Sinks;

namespace Windsock.Exporter.KubernetesEvents;

/// <summary>Writes the diagnosis of a failed try as an Event on its pod. The API server knows an event that was written before by
/// its name.</summary>
internal sealed class KubernetesEventsSink(IKubernetesWriter writer, TimeProvider time) : ISink<TryStory>
{
    public string Name => "kubernetes_events";

    public Task<Delivery> DeliverAsync(TryStory item, CancellationToken stop) =>
        KubernetesEventsMapper.PodOf(item) is not { } pod
            ? Task.FromResult(Delivery.Rejected($"try {item.Id} has no pod to write an event on"))
            : writer.CreateAsync(
                KubernetesEventsMapper.Path(pod), "events", KubernetesEventsMapper.ToJson(item, pod, Instant.FromDateTimeOffset(time.GetUtcNow())), stop);
}
