using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.EndToEnd.Tests.Alerts;

/// <summary>A webhook on loopback that is slow, answers errors, asks to wait and hangs up, until it is told to behave. Keeps what it took.</summary>
internal sealed class MoodyReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Random _mood;
    private readonly ConcurrentQueue<(string Key, string Hash, string Dag, string Status)> _taken = new();
    private volatile bool _behaves;
    private int _asked;

    private MoodyReceiver(WebApplication app, int seed) => (_app, _mood) = (app, new Random(seed));

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Every alert of every request that was answered with 200: the message's key, a hash of its body, the DAG, the status.</summary>
    public IReadOnlyCollection<(string Key, string Hash, string Dag, string Status)> Taken => [.. _taken];

    public static async Task<MoodyReceiver> StartAsync(int seed)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new MoodyReceiver(app, seed);
        app.MapPost("/alerts", receiver.AnswerAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        receiver.Address = new Uri($"{addresses.First()}/alerts");
        return receiver;
    }

    public void Behave() => _behaves = true;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        int mood;
        lock (_mood)
        {
            mood = _behaves ? 9 : _mood.Next(10);
        }

        switch (mood)
        {
            case 0:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case 1:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return;
            case 2:
                context.Abort();
                return;
            case 3:
                // Taken, and the answer is lost: who sends it has to send it again.
                Take(context, body);
                context.Abort();
                return;
            case 4:
                await Task.Delay(TimeSpan.FromMilliseconds(700), context.RequestAborted);
                break;
            default:
                break;
        }

        Take(context, body);
    }

    private void Take(HttpContext context, string body)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        foreach (var alert in JsonNode.Parse(body)!["alerts"]!.AsArray())
        {
            _taken.Enqueue((key, hash, alert!["labels"]!["dag_id"]!.GetValue<string>(), alert["status"]!.GetValue<string>()));
        }
    }
}
