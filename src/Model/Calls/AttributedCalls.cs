using Windsock.Model.Identity;

namespace Windsock.Model.Calls;

/// <summary>A batch of calls and, at the same index, whose call each one is. Immutable.</summary>
public sealed class AttributedCalls
{
    private readonly FlowAttribution[] _attributions;

    /// <param name="attributions">Owned by the batch from here on; as many as <paramref name="calls"/> has calls.</param>
    public AttributedCalls(CallBatch calls, FlowAttribution[] attributions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attributions.Length, calls.Count);
        Batch = calls;
        _attributions = attributions;
    }

    public CallBatch Batch { get; }

    public ReadOnlySpan<Call> Calls => Batch.Calls;

    public ReadOnlySpan<FlowAttribution> Attributions => _attributions.AsSpan(0, Batch.Count);
}
