using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Model.Platform;

/// <summary>Events that travel together. Immutable.</summary>
/// <param name="Source">Name of the source, one of a closed set.</param>
/// <param name="ReceivedAt">When the first of them came, by the agent's clock.</param>
public sealed record PlatformBatch(ImmutableArray<PlatformEvent> Events, string Source, Instant ReceivedAt)
{
    /// <summary>Events per batch at most.</summary>
    public const int MaxCount = 512;

    public int Count => Events.Length;
}

/// <summary>The same, attributed; in the same order.</summary>
public sealed record AttributedPlatformBatch(ImmutableArray<AttributedEvent> Events, string Source, Instant ReceivedAt)
{
    public int Count => Events.Length;
}
