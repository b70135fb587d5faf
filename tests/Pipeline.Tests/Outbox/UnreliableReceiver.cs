using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Windsock.Pipeline.Tests.Outbox;

/// <summary>A receiver on loopback that keeps what it was sent, and until it is mended is slow, answers 500, or drops the connection
/// before or after it has kept it.</summary>
internal sealed class UnreliableReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, int>> _kept = new();
    private int _requests;

    private UnreliableReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Address => _app.Urls.First();

    public bool IsMended { get; set; }

    public static async Task<UnreliableReceiver> StartAsync()
    {
        var receiver = new UnreliableReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>How often each key came for a sink.</summary>
    public IReadOnlyDictionary<string, int> KeptBy(string sink) => _kept.GetOrAdd(sink, _ => new ConcurrentDictionary<string, int>());

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var mood = IsMended ? 9 : Interlocked.Increment(ref _requests) % 10;
        if (mood == 0)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        if (mood == 1)
        {
            context.Abort();
            return;
        }

        var key = context.Request.Headers[OutboxChild.KeyHeader].ToString();
        var sink = context.Request.Path.Value!.Trim('/');
        _kept.GetOrAdd(sink, _ => new ConcurrentDictionary<string, int>()).AddOrUpdate(key, 1, (_, times) => times + 1);
        if (mood == 2)
        {
            context.Abort();
        }
        else if (mood == 3)
        {
            using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(30));
            await beat.WaitForNextTickAsync();
        }
    }
}
