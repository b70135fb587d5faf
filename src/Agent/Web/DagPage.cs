using System.Globalization;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Activity;
using Windsock.Agent.Configuration;

namespace Windsock.Agent.Web;

/// <summary>The body of <c>/api/v1/dags</c>.</summary>
internal sealed class DagPage(IDagActivity activity, TimeProvider time)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly long _startedAt = time.GetTimestamp();

    public static string Allowed { get; } = string.Create(CultureInfo.InvariantCulture, $"a whole number from 1 to {MaxLimit}");

    public async Task ServeAsync(HttpContext context)
    {
        if (Problem(context.Request.Query, out var limit) is { } problem)
        {
            await WebGuard.WriteAsync(context, StatusCodes.Status400BadRequest, problem, "parameters: limit");
            return;
        }

        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            await WebAnswer.WriteAsync(context, StatusCodes.Status200OK, await ReadAsync(limit, both.Token), DagJson.Readable.DagList);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await WebGuard.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, "no answer: the agent is stopping, or behind with its flows", "try again; /api/v1/status shows its queues");
        }
    }

    /// <exception cref="OperationCanceledException">The agent is stopping, or <paramref name="stop"/>.</exception>
    public async Task<DagList> ReadAsync(int limit, CancellationToken stop) =>
        DagDocuments.Of(await activity.ReadAsync(stop), limit, time.GetUtcNow(), time.GetElapsedTime(_startedAt));

    private static string? Problem(IQueryCollection query, out int limit)
    {
        limit = DefaultLimit;
        foreach (var (name, values) in query)
        {
            if (name != "limit")
            {
                return $"{ScalarBinding.Quote(name)} is no parameter{NearMiss.Hint(name, ["limit"])}";
            }

            if (values.Count != 1 || !int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit)
            {
                return $"limit: {ScalarBinding.Quote(values.ToString())} is not {Allowed}";
            }
        }

        return null;
    }
}
