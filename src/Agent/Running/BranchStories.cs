using System.Collections.Immutable;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary>Asks the branch of the data path that keeps the tries, on its own thread between two batches.</summary>
/// <param name="find">Called on the branch's thread; newest first, at most as many as asked for.</param>
/// <param name="findById">Called on the branch's thread.</param>
internal sealed class BranchStories(ConsumerStage branch, Func<TryQuery, int, ImmutableArray<TryStory>> find, Func<string, TryStory?> findById) : ITryStories
{
    public Task<ImmutableArray<TryStory>> FindAsync(TryQuery query, int limit, CancellationToken stop) => AskAsync(() => find(query, limit), stop);

    public Task<TryStory?> FindByIdAsync(string id, CancellationToken stop) => AskAsync(() => findById(id), stop);

    private Task<T> AskAsync<T>(Func<T> question, CancellationToken stop) => branch.AskAsync(
        () =>
        {
            // A branch that is behind must not work off questions whose askers are gone.
            stop.ThrowIfCancellationRequested();
            return question();
        },
        stop);
}
