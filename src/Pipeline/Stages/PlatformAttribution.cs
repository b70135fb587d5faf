using System.Runtime.InteropServices;
using Windsock.Model.Platform;

namespace Windsock.Pipeline.Stages;

/// <summary>Says whose the actions of a batch are. Single-threaded. Actions do not wait for a pod: they are told when they are over, and
/// their pod has been in view since before they began.</summary>
/// <param name="attributor">Null: they are nobody's.</param>
internal sealed class PlatformAttribution(IActionAttributor? attributor, ActionAttributionCounts counts)
{
    public AttributedPlatformBatch Attribute(PlatformBatch batch)
    {
        var events = new AttributedEvent[batch.Count];
        for (var i = 0; i < events.Length; i++)
        {
            events[i] = attributor?.Attribute(batch.Events[i]) ?? new AttributedEvent(batch.Events[i], ActionAttribution.Unknown);
            counts.Count(events[i]);
        }

        return new AttributedPlatformBatch(ImmutableCollectionsMarshal.AsImmutableArray(events), batch.Source, batch.ReceivedAt);
    }
}
