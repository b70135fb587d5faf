using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Tests.AirflowApi;

/// <summary>An Airflow on loopback that speaks the REST API of its version: <c>/api/v1</c> before 3, <c>/api/v2</c> and <c>/auth/token</c>
/// from 3 on. It knows what a test tells it, and answers 404 for everything else.</summary>
internal sealed class FakeAirflow : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenCall> _calls = new();
    private readonly ConcurrentDictionary<string, string> _known = new();
    private readonly CancellationTokenSource _stop = new();

    private FakeAirflow(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Version { get; set; } = "3.0.1";

    /// <summary>Path that everything is under.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Which Authorization headers are good; empty text is none.</summary>
    public Func<string, bool> Accepts { get; set; } = static _ => true;

    /// <summary>Gives a token for a user and password, or null.</summary>
    public Func<string, string, string?> GivesToken { get; set; } = static (_, _) => null;

    /// <summary>Answers in place of the API when it answers true.</summary>
    public Func<HttpContext, Task<bool>> Interrupts { get; set; } = static _ => Task.FromResult(false);

    public string Address => _app.Urls.First() + Prefix;

    public IReadOnlyList<SeenCall> Calls => [.. _calls];

    /// <summary>Calls as <c>GET /path</c>, without those for the version.</summary>
    public IEnumerable<string> Asked => Calls.Where(call => !call.Target.EndsWith("/version", StringComparison.Ordinal)).Select(call => $"{call.Method} {call.Target}");

    private bool IsThird => Version.StartsWith('3');

    public static async Task<FakeAirflow> StartAsync(X509Certificate2? certificate = null, string prefix = "")
    {
        var server = new FakeAirflow(certificate) { Prefix = prefix };
        await server._app.StartAsync();
        return server;
    }

    /// <param name="path">Below <c>/api/v1/</c> or <c>/api/v2/</c>, as it comes over the wire.</param>
    public FakeAirflow Knows(string path, string json)
    {
        _known[path] = json;
        return this;
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
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var authorization = context.Request.Headers.Authorization.ToString();
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _calls.Enqueue(new SeenCall(context.Request.Method, target, authorization, body));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        context.Items["stop"] = either.Token;
        try
        {
            if (!await Interrupts(context))
            {
                var (status, json) = Answer(context.Request.Method, target, authorization, body);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(json, either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private (int Status, string Json) Answer(string method, string target, string authorization, string body)
    {
        var api = IsThird ? "/api/v2/" : "/api/v1/";
        var path = target.StartsWith(Prefix, StringComparison.Ordinal) ? target[Prefix.Length..] : "elsewhere";
        if (path == api + "version")
        {
            return (200, $$"""{"version":"{{Version}}","git_version":null}""");
        }

        if (IsThird && path == "/auth/token" && method == "POST")
        {
            using var login = JsonDocument.Parse(body);
            return GivesToken(login.RootElement.GetProperty("username").GetString()!, login.RootElement.GetProperty("password").GetString()!) is { } token
                ? (201, $$"""{"access_token":"{{token}}"}""")
                : (401, """{"detail":"Invalid credentials"}""");
        }

        return !path.StartsWith(api, StringComparison.Ordinal) ? (404, """{"detail":"Not Found"}""")
            : !Accepts(authorization) ? (401, """{"detail":"Unauthorized"}""")
            : _known.TryGetValue(path[api.Length..], out var json) ? (200, json)
            : (404, """{"detail":"Not found"}""");
    }
}

internal sealed record SeenCall(string Method, string Target, string Authorization, string Body);
