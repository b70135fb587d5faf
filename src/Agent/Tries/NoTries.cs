using System.Collections.Immutable;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tries;

/// <summary>An agent that keeps no tries.</summary>
internal sealed class NoTries : ITryStories
{
    public Task<ImmutableArray<TryStory>> FindAsync(TryQuery query, int limit, CancellationToken stop) => Task.FromResult(ImmutableArray<TryStory>.Empty);

    public Task<TryStory?> FindByIdAsync(string id, CancellationToken stop) => Task.FromResult<TryStory?>(null);
}
