using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>Answers of an API server.</summary>
internal static class Answer
{
    public static Func<HttpContext, Task> Silence => async context =>
    {
        await context.Response.StartAsync(Stop(context));
        await context.Response.Body.FlushAsync(Stop(context));
        await Task.Delay(Timeout.Infinite, Stop(context));
    };

    public static Func<HttpContext, Task> List(string version, params string[] pods) => Page(version, "", pods);

    public static Func<HttpContext, Task> Page(string version, string next, params string[] pods)
    {
        var token = next.Length == 0 ? "" : $",\"continue\":\"{next}\"";
        return Text(200, $"{{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{{\"resourceVersion\":\"{version}\"{token}}},\"items\":[{string.Join(',', pods)}]}}\n");
    }

    public static Func<HttpContext, Task> Text(int status, string body, string type = "application/json") => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body, Stop(context));
    };

    public static Func<HttpContext, Task> Throttled(int seconds) => async context =>
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Text(429, "Too many requests, please try again later.\n", "text/plain; charset=utf-8")(context);
    };

    public static Func<HttpContext, Task> Status(int code, string reason, string message, string details = "{}") => Text(code, StatusJson(code, reason, message, details));

    public static string StatusJson(int code, string reason, string message, string details = "{}") =>
        $"{{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{{}},\"status\":\"Failure\",\"message\":\"{message}\",\"reason\":\"{reason}\",\"details\":{details},\"code\":{code}}}";

    /// <summary>Sends the events and then nothing more; the watch stays open.</summary>
    public static Func<HttpContext, Task> Watch(params string[] events) => async context =>
    {
        await SendAsync(context, events);
        await Task.Delay(Timeout.Infinite, Stop(context));
    };

    /// <summary>Sends the events and ends the watch, as the server does after timeoutSeconds.</summary>
    public static Func<HttpContext, Task> WatchThatEnds(params string[] events) => context => SendAsync(context, events);

    /// <summary>Sends the events in pieces of the given size, each in a write of its own.</summary>
    public static Func<HttpContext, Task> WatchInPieces(int size, params string[] events) => async context =>
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events));
        for (var start = 0; start < bytes.Length; start += size)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)), Stop(context));
            await context.Response.Body.FlushAsync(Stop(context));
        }

        await Task.Delay(Timeout.Infinite, Stop(context));
    };

    /// <summary>Breaks the connection some time after the text was sent.</summary>
    public static Func<HttpContext, Task> Broken(string text, Task when) => async context =>
    {
        await context.Response.WriteAsync(text, Stop(context));
        await context.Response.Body.FlushAsync(Stop(context));
        await when.WaitAsync(Stop(context));
        context.Abort();
    };

    public static string Event(string type, string json) => $"{{\"type\":\"{type}\",\"object\":{json}}}\n";

    public static string Bookmark(string version) =>
        Event("BOOKMARK", $"{{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{{\"resourceVersion\":\"{version}\",\"creationTimestamp\":null}},\"spec\":{{\"containers\":null}},\"status\":{{}}}}");

    private static async Task SendAsync(HttpContext context, string[] events)
    {
        await context.Response.StartAsync(Stop(context));
        await context.Response.WriteAsync(string.Concat(events), Stop(context));
        await context.Response.Body.FlushAsync(Stop(context));
    }

    private static CancellationToken Stop(HttpContext context) => (CancellationToken)context.Items["stop"]!;
}
