using System.Collections.Immutable;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Tries;

/// <summary>Answers from a list, plainly.</summary>
internal sealed class KeptStories(params ImmutableArray<TryStory> stories) : ITryStories
{
    public ImmutableArray<TryStory> Stories { get; set; } = stories;

    /// <summary>What was asked last.</summary>
    public (StoryQuery Query, int Limit)? Asked { get; private set; }

    /// <summary>Never answers.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Works like an agent that has ended its branches.</summary>
    public bool IsStopping { get; set; }

    public async Task<ImmutableArray<TryStory>> FindAsync(StoryQuery query, int limit, CancellationToken stop)
    {
        Asked = (query, limit);
        await AnswerableAsync(stop);
        return [.. Stories.Where(story => Matches(story, query)).Take(limit)];
    }

    public async Task<TryStory?> FindByIdAsync(string id, CancellationToken stop)
    {
        await AnswerableAsync(stop);
        return Stories.FirstOrDefault(story => story.Id == id);
    }

    private static bool Matches(TryStory story, StoryQuery query) =>
        (query.Namespace ?? story.Try.Task.Namespace) == story.Try.Task.Namespace
        && (query.DagId ?? story.Try.Task.DagId) == story.Try.Task.DagId
        && (query.TaskId ?? story.Try.Task.TaskId) == story.Try.Task.TaskId
        && (query.RunId ?? story.Try.RunId) == story.Try.RunId
        && (query.TryNumber ?? story.Try.TryNumber) == story.Try.TryNumber
        && (query.MapIndex ?? story.Try.MapIndex) == story.Try.MapIndex
        && (query.Result ?? story.Result) == story.Result
        && (query.Cause is not { } cause || story.Causes.Any(one => one.Cause == cause));

    private async Task AnswerableAsync(CancellationToken stop)
    {
        if (IsStopping)
        {
            throw new OperationCanceledException();
        }

        if (IsBusy)
        {
            await new TaskCompletionSource().Task.WaitAsync(stop);
        }
    }
}
