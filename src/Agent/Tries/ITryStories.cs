using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>The tries that the running agent knows. Asked by any thread at any time; the answer is a copy that no longer changes.</summary>
internal interface ITryStories
{
    /// <summary>Those that match, newest first by their last sign of life.</summary>
    /// <param name="limit">At most so many.</param>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<ImmutableArray<TryStory>> FindAsync(StoryQuery query, int limit, CancellationToken stop);

    /// <summary>Null when no such try is known (any more).</summary>
    /// <param name="id"><see cref="TryStory.Id"/>.</param>
    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    Task<TryStory?> FindByIdAsync(string id, CancellationToken stop);
}
