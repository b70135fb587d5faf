using System.Collections.Immutable;
using Windsock.Agent.Tries;
using Windsock.Detection;
using Windsock.Model.Tries;
using Windsock.Pipeline;
using Windsock.Pipeline.Stages;

namespace Windsock.Agent.Running;

/// <summary>Asks the branch of the data path that keeps the tries, on its own thread between two batches.</summary>
internal sealed class BranchStories : ITryStories
{
    private readonly ConsumerStage _branch;
    private readonly TaskWatch _tries;

    /// <param name="tries">A consumer of the pipeline.</param>
    public BranchStories(FlowPipeline pipeline, TaskWatch tries)
    {
        _branch = pipeline.Consumers.Single(consumer => consumer.Name == tries.Name);
        _tries = tries;
    }

    public Task<ImmutableArray<TryStory>> FindAsync(StoryQuery query, int limit, CancellationToken stop) =>
        AskAsync(() => _tries.Find(query with { Limit = limit }), stop);

    public Task<TryStory?> FindByIdAsync(string id, CancellationToken stop) => AskAsync(() => _tries.FindById(id), stop);

    private Task<T> AskAsync<T>(Func<T> question, CancellationToken stop) => _branch.AskAsync(
        () =>
        {
            // A branch that is behind must not work off questions whose askers are gone.
            stop.ThrowIfCancellationRequested();
            return question();
        },
        stop);
}
