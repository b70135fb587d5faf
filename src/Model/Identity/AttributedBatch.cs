using Windsock.Model.Flows;

namespace Windsock.Model.Identity;

/// <summary>A batch and, at the same index, whose flow each one is. Immutable.</summary>
public sealed class AttributedBatch
{
    private readonly FlowAttribution[] _attributions;

    /// <param name="attributions">Owned by the batch from here on; as many as <paramref name="flows"/> has flows.</param>
    public AttributedBatch(FlowBatch flows, FlowAttribution[] attributions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attributions.Length, flows.Count);
        Batch = flows;
        _attributions = attributions;
    }

    public FlowBatch Batch { get; }

    public int Count => Batch.Count;

    public ReadOnlySpan<Flow> Flows => Batch.Flows;

    public ReadOnlySpan<FlowAttribution> Attributions => _attributions.AsSpan(0, Count);
}
