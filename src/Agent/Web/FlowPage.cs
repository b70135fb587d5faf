using Microsoft.AspNetCore.Http;
using Windsock.Exporter.FlowLog;

namespace Windsock.Agent.Web;

/// <summary>The body of <c>/api/v1/flows</c>: records as lines of JSON, those of the past first, then as they come.</summary>
internal sealed class FlowPage(IFlowFeed feed, TimeProvider time)
{
    /// <summary>Followers at once: a handful of people and tools; each costs the branch a question now and then.</summary>
    public const int MaxFollowers = 16;

    /// <summary>How often a follower asks for what is new.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>After so long without a record a line says that nothing was lost, so that both ends notice a dead connection.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>A question is answered on the data path: it copies so many references at most.</summary>
    private const int MostBatches = 1_024;

    private int _followers;

    public async Task ServeAsync(HttpContext context)
    {
        var mistakes = FlowParameters.Read(context.Request.Query, time.GetUtcNow(), out var request);
        if (!mistakes.IsEmpty)
        {
            await WebGuard.WriteAsync(
                context, StatusCodes.Status400BadRequest, string.Join("; ", mistakes), $"parameters: {string.Join(", ", FlowParameters.All.Select(parameter => parameter.Name))}");
            return;
        }

        if (!request.Follow)
        {
            await AnswerAsync(context, request);
            return;
        }

        if (Interlocked.Increment(ref _followers) > MaxFollowers)
        {
            Interlocked.Decrement(ref _followers);
            await WebGuard.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"{MaxFollowers} clients follow the flows already, which is the limit", "end one of them, or ask without follow");
            return;
        }

        try
        {
            await AnswerAsync(context, request);
        }
        finally
        {
            Interlocked.Decrement(ref _followers);
        }
    }

    private async Task AnswerAsync(HttpContext context, FlowRequest request)
    {
        // The position first: nothing that comes while the past is written is missed.
        if (await BeginAsync(context, request) is not { } past)
        {
            return;
        }

        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var lines = new FlowLines(context.Response.BodyWriter, request, context.RequestAborted);
        await lines.WritePastAsync(past);
        await lines.FlushAsync();
        if (request.Follow)
        {
            await FollowAsync(lines, past.Next, context.RequestAborted);
        }
    }

    /// <summary>Null: it has said why there is nothing.</summary>
    private async Task<RecentSlice?> BeginAsync(HttpContext context, FlowRequest request)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            return request.Last is null && request.Since.IsMissing
                ? new RecentSlice([], 0, await feed.EndAsync(both.Token), 0)
                : await feed.ReadAsync(0, int.MaxValue, both.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            var isBehind = patience.IsCancellationRequested;
            await WebGuard.WriteAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                isBehind ? $"no answer within {Patience.TotalSeconds:0} s: the agent is behind with its flows" : "the agent is stopping",
                isBehind ? "try again; /api/v1/status shows its queues" : "try again when it runs");
            return null;
        }
    }

    private async Task FollowAsync(FlowLines lines, long next, CancellationToken gone)
    {
        var spoke = time.GetTimestamp();
        while (true)
        {
            RecentSlice slice;
            try
            {
                slice = await feed.ReadAsync(next, MostBatches, gone);
            }
            catch (OperationCanceledException) when (!gone.IsCancellationRequested)
            {
                // The agent stops: what it had is written, and the answer ends as a whole one.
                return;
            }

            var isQuiet = time.GetElapsedTime(spoke) >= Quiet;
            if (slice.Lost > 0 || isQuiet)
            {
                lines.WriteLost(slice.Lost);
            }

            var told = await lines.WriteAsync(slice);
            if (told > 0 || slice.Lost > 0 || isQuiet)
            {
                spoke = time.GetTimestamp();
                await lines.FlushAsync();
            }

            next = slice.Next;
            if (slice.Batches.Length < MostBatches)
            {
                await Task.Delay(Pause, time, gone);
            }
        }
    }
}
