using Microsoft.AspNetCore.Http;
using Windsock.Agent.Configuration;
using Windsock.Agent.Tries;

namespace Windsock.Agent.Web;

/// <summary>The bodies of <c>/api/v1/tries</c> and <c>/api/v1/tries/{id}</c>.</summary>
internal sealed class TryPages(ITryStories stories, TimeProvider time)
{
    /// <summary>The answer comes from the thread that takes the flows in; one that is this far behind says so instead.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task ListAsync(HttpContext context)
    {
        var mistakes = TryParameters.Read(context.Request.Query, out var query, out var limit);
        return mistakes.IsEmpty
            ? AnswerAsync(context, async stop =>
            {
                // One more than is shown says whether there are more.
                var found = await stories.FindAsync(query, limit + 1, stop);
                var list = new TryList { Tries = [.. found.Take(limit).Select(TryDocuments.Summarize)], More = found.Length > limit };
                return () => WebAnswer.WriteAsync(context, StatusCodes.Status200OK, list, TryJson.Readable.TryList);
            })
            : WebGuard.WriteAsync(
                context,
                StatusCodes.Status400BadRequest,
                string.Join("; ", mistakes),
                $"parameters: {string.Join(", ", TryParameters.All.Select(parameter => parameter.Name))}");
    }

    public Task StoryAsync(HttpContext context)
    {
        var id = context.Request.RouteValues["id"] as string ?? "";
        return TryId.IsOne(id)
            ? AnswerAsync(context, async stop =>
            {
                var story = await stories.FindByIdAsync(id, stop);
                return () => story is null
                    ? WebGuard.WriteAsync(
                        context, StatusCodes.Status404NotFound, $"no try {id} is known", "an agent knows the tries of its own node, and old ones make room: see /api/v1/tries")
                    : WebAnswer.WriteAsync(context, StatusCodes.Status200OK, TryDocuments.Describe(story), TryJson.Readable.TryDocument);
            })
            : WebGuard.WriteAsync(
                context, StatusCodes.Status400BadRequest, $"id: {ScalarBinding.Quote(id)} is not {TryId.Form}", "ids of tries are in /api/v1/tries");
    }

    /// <param name="ask">Answers what to write, so that a slow reader does not count against the agent's own time.</param>
    private async Task AnswerAsync(HttpContext context, Func<CancellationToken, Task<Func<Task>>> ask)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        Func<Task> answer;
        try
        {
            answer = await ask(both.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            answer = patience.IsCancellationRequested
                ? () => WebGuard.WriteAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    $"no answer within {Patience.TotalSeconds:0} s: the agent is behind with its flows",
                    "try again; /api/v1/status shows its queues")
                : () => WebGuard.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "the agent is stopping", "try again when it runs");
        }

        await answer();
    }
}
