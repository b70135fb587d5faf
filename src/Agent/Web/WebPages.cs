using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Alerting;
using Windsock.Agent.Web.Home;

namespace Windsock.Agent.Web;

/// <summary>What is served where.</summary>
internal static partial class WebPages
{
    public static void Map(IEndpointRouteBuilder app, RequestDelegate metrics, RequestDelegate? logs, IAgentStatus status, HomePage home, TryPages tries, Func<AlertList> alerts, LivePages live)
    {
        var logger = app.ServiceProvider.GetLogger();
        Page("/", home.ServeAsync);
        Page("/metrics", metrics);
        Page("/healthz", context => WebAnswer.WriteAsync(context, StatusCodes.Status200OK, new Liveness(true), WebJson.Readable.Liveness));
        Page("/readyz", context =>
        {
            var readiness = ReadinessRule.Judge(status.Read());
            var code = readiness.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return WebAnswer.WriteAsync(context, code, readiness, WebJson.Readable.Readiness);
        });
        Page("/api/v1/status", context => WebAnswer.WriteAsync(context, StatusCodes.Status200OK, status.Read(), WebJson.Readable.AgentStatus));
        Page("/api/v1/tries", tries.ListAsync);
        Page("/api/v1/tries/{id}", tries.StoryAsync);
        Page("/api/v1/alerts", context => WebAnswer.WriteAsync(context, StatusCodes.Status200OK, alerts(), AlertApiJson.Readable.AlertList));
        Page("/api/v1/flows", live.Flows.ServeAsync);
        Page("/api/v1/dags", live.Dags.ServeAsync);
        Page("/api/v1/identities", live.Identities.ServeAsync);
        if (logs is not null)
        {
            Page(WebGuard.LogsPath, logs);
        }

        void Page(string path, RequestDelegate body) => app.Map(path, context => ServeAsync(context, path, body, logger));
    }

    private static ILogger GetLogger(this IServiceProvider services) =>
        ((ILoggerFactory)services.GetService(typeof(ILoggerFactory))!).CreateLogger(typeof(WebPages).FullName!);

    private static async Task ServeAsync(HttpContext context, string path, RequestDelegate body, ILogger logger)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            await body(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; nobody is left to answer.
        }
#pragma warning disable CA1031 // A page that fails must not end the connection without a word.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogPageFailed(logger, path, failure);
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                context.Abort();
                return;
            }

            context.Response.Clear();
            await WebGuard.WriteAsync(context, StatusCodes.Status500InternalServerError, "the page failed", "the agent's log says why");
        }
    }

    [LoggerMessage(EventId = 1100, Level = LogLevel.Error, Message = "page {Path} failed")]
    private static partial void LogPageFailed(ILogger logger, string path, Exception failure);
}
