using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Windsock.Agent.Web;

/// <summary>Refuses what no page takes (other methods, bodies) and gives every failure a JSON body.</summary>
internal static class WebGuard
{
    private const string Pages = "pages: /, /metrics, /healthz, /readyz, /api/v1/status, /api/v1/tries, /api/v1/tries/{id}, /api/v1/alerts, /api/v1/flows, /api/v1/dags";

    /// <summary>Where log records are sent to, as OTLP over HTTP wants it.</summary>
    public const string LogsPath = "/v1/logs";

    /// <summary>The one page that takes a body, and sees to its limits itself.</summary>
    public static bool IsForLogs(HttpContext context) => context.Request.Path.Equals(LogsPath, StringComparison.OrdinalIgnoreCase);

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await WriteAsync(context, StatusCodes.Status405MethodNotAllowed, "method not allowed", "only GET and HEAD are served");
            return;
        }

        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            context.Response.Headers.Connection = "close";
            await WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "no request body is taken", "send the request without a body");
            return;
        }

        await next(context);
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound } && context.GetEndpoint() is null)
        {
            await WriteAsync(context, StatusCodes.Status404NotFound, "no such page", Pages);
        }
    }

    public static Task WriteAsync(HttpContext context, int status, string error, string hint) =>
        WebAnswer.WriteAsync(context, status, new WebError(status, error, hint), WebJson.Readable.WebError);
}
