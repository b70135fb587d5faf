using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Tests.MeshMetrics;

/// <summary>Proxies on all addresses of 127.0.0.0/8, each with the page that a test gives it.</summary>
internal sealed class FakeProxies : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _answers = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly CancellationTokenSource _stop = new();
    private int _now;
    private int _most;

    private FakeProxies()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Any, 0, listen => listen.Protocols = HttpProtocols.Http1));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Port => new Uri(_app.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)).Port;

    /// <summary>Requests as <c>127.0.0.2/stats/prometheus</c>.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Most requests that were under way at a time.</summary>
    public int MostAtOnce => Volatile.Read(ref _most);

    public static async Task<FakeProxies> StartAsync()
    {
        var proxies = new FakeProxies();
        await proxies._app.StartAsync();
        return proxies;
    }

    public void Answer(string ip, Func<HttpContext, Task> answer) => _answers[ip] = answer;

    public void Show(string ip, string page, string type = "text/plain; version=0.0.4; charset=utf-8") => Answer(ip, async context =>
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(page, context.RequestAborted);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var ip = context.Connection.LocalIpAddress!.MapToIPv4().ToString();
        _asked.Enqueue(ip + context.Request.Path);
        var now = Interlocked.Increment(ref _now);
        _most = Math.Max(_most, now);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        context.RequestAborted = either.Token;
        try
        {
            await _answers[ip](context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
