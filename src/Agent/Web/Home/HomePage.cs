using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Windsock.Agent.Alerting;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Web.Home;

/// <summary>The body of <c>/</c>: for a person who came with a browser and wants to know how things are.</summary>
internal sealed class HomePage(IAgentStatus status, ITryStories stories, Func<AlertList> alerts, DagPage dags, TimeProvider time)
{
    public const int MaxDags = 15;
    public const int MaxTries = 10;
    public const int MaxAlerts = 10;

    /// <summary>Both questions to the data path together; the page comes without their answers rather than late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly ImmutableArray<string> Severities = ["critical", "warning", "info"];

    public async Task ServeAsync(HttpContext context)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        var (state, firing) = (status.Read(), alerts().Alerts);
        var view = new HomeView(
            time.GetUtcNow(),
            state,
            ReadinessRule.Judge(state),
            [.. firing.OrderBy(alert => Rank(alert.Severity)).Take(MaxAlerts)],
            firing.Length,
            await AnswerAsync(() => dags.ReadAsync(MaxDags, both.Token), context),
            await AnswerAsync(() => FailedTriesAsync(both.Token), context));
        await WriteAsync(context, HomeHtml.Render(view));
    }

    private async Task<TryList> FailedTriesAsync(CancellationToken stop)
    {
        // One more than is shown says whether there are more.
        var found = await stories.FindAsync(new StoryQuery(Result: TryResult.Failed), MaxTries + 1, stop);
        return new TryList { Tries = [.. found.Take(MaxTries).Select(TryDocuments.Summarize)], More = found.Length > MaxTries };
    }

    private static async Task<T?> AnswerAsync<T>(Func<Task<T>> ask, HttpContext context)
        where T : class
    {
        try
        {
            return await ask();
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }

    private static int Rank(string severity) => Severities.IndexOf(severity) is var rank and >= 0 ? rank : Severities.Length;

    private static async Task WriteAsync(HttpContext context, string html)
    {
        var body = Encoding.UTF8.GetBytes(html);
        var headers = context.Response.Headers;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = body.Length;
        headers.ContentSecurityPolicy = HomeStyle.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
