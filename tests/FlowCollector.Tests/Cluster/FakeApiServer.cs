using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Tests.Cluster;

/// <summary>An API server on loopback that answers each request with the next answer of a script. When the script is over it
/// accepts the request and says nothing, as a watch does in which nothing happens.</summary>
internal sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Task>>> _scripts = new();
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeApiServer(X509Certificate2? certificate, bool asksForCertificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null)
            {
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => new(_app.Urls.First() + "/");

    public IReadOnlyList<SeenRequest> Requests => [.. _requests];

    public static async Task<FakeApiServer> StartAsync(X509Certificate2? certificate = null, bool asksForCertificate = false)
    {
        var server = new FakeApiServer(certificate, asksForCertificate);
        await server._app.StartAsync();
        return server;
    }

    public FakeApiServer Answers(params Func<HttpContext, Task>[] answers)
    {
        foreach (var answer in answers)
        {
            _script.Enqueue(answer);
        }

        return this;
    }

    /// <summary>Answers of one path, which has a script of its own from now on.</summary>
    public FakeApiServer AnswersAt(string path, params Func<HttpContext, Task>[] answers)
    {
        var script = _scripts.GetOrAdd(path, _ => new ConcurrentQueue<Func<HttpContext, Task>>());
        foreach (var answer in answers)
        {
            script.Enqueue(answer);
        }

        return this;
    }

    /// <summary>Waits until this many requests for the path have come.</summary>
    public async Task<SeenRequest> RequestAsync(string path, int number)
    {
        for (var seen = 1; ; seen++)
        {
            await RequestAsync(seen);
            if (Requests.Where(request => request.Path == path).ElementAtOrDefault(number - 1) is { } request)
            {
                return request;
            }
        }
    }

    /// <summary>Waits until this many requests have come.</summary>
    public async Task<SeenRequest> RequestAsync(int number)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (_requests.Count < number)
        {
            var next = _next;
            if (_requests.Count < number)
            {
                await next.Task.WaitAsync(limit.Token);
            }
        }

        return _requests.ElementAt(number - 1);
    }

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
        var request = context.Request;
        using var body = new StreamReader(request.Body);
        _requests.Enqueue(new SeenRequest(
            request.Path,
            request.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()),
            request.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            request.Protocol,
            context.Connection.ClientCertificate?.Subject)
        {
            Method = request.Method,
            Body = await body.ReadToEndAsync(),
        });
        var seen = _next;
        _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        seen.TrySetResult();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        try
        {
            context.Items["stop"] = either.Token;
            var script = _scripts.GetValueOrDefault(request.Path.Value!) ?? _script;
            await (script.TryDequeue(out var answer) ? answer : Answer.Silence)(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}

internal sealed record SeenRequest(
    string Path, Dictionary<string, string> Query, Dictionary<string, string> Headers, string Protocol, string? ClientCertificate)
{
    public string Method { get; init; } = "GET";

    public string Body { get; init; } = "";

    public bool IsWatch => Query.ContainsKey("watch");

    public string Parameter(string name) => Query.GetValueOrDefault(name, "");
}
