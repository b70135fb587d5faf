using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Alerting;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration.Values;
using Windsock.Agent.Tries;
using Windsock.Agent.Web.Home;

namespace Windsock.Agent.Web;

/// <summary>The agent's own pages: the first one for people, /metrics, /healthz, /readyz, /api/v1/status, /api/v1/tries, /api/v1/alerts, /api/v1/flows, /api/v1/dags,
/// /api/v1/identities.
/// Plain HTTP/1.1, read-only but for POST /v1/logs, small limits.</summary>
internal sealed class AgentWeb : IAsyncDisposable
{
    private readonly WebApplication _app;

    private AgentWeb(WebApplication app, ListenAddress address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens; the port is the real one when 0 was asked for.</summary>
    public ListenAddress Address { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="metrics">Writes the answer of GET /metrics, headers included.</param>
    /// <param name="alerts">The alerts that fire; any thread.</param>
    /// <param name="live">What happens now.</param>
    /// <param name="logs">Answers POST /v1/logs and bounds its body; null: there is no such page.</param>
    /// <param name="logging">Lives longer than the pages.</param>
    /// <exception cref="CommandFailure">The address is taken, is not of this machine, or needs more rights.</exception>
    public static async Task<AgentWeb> StartAsync(
        string listen, RequestDelegate metrics, RequestDelegate? logs, IAgentStatus status, ITryStories stories, Func<AlertList> alerts, LivePages live, TimeProvider time, ILoggerFactory logging, CancellationToken stop)
    {
        var address = ListenAddress.Parse(listen, out var problem) ?? throw new CommandFailure($"http.listen: '{listen}': {problem}", ExitCode.Usage);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Limit(options, address));

        var app = builder.Build();
        app.Use((context, next) => logs is not null && WebGuard.IsForLogs(context) ? next(context) : WebGuard.InvokeAsync(context, next));
        app.UseRouting();
        WebPages.Map(app, metrics, logs, status, new HomePage(status, stories, alerts, live.Dags, time), new TryPages(stories, time), alerts, live);
        try
        {
            await app.StartAsync(stop);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new CommandFailure($"http.listen: cannot listen on {address}: {Why(failure)}", ExitCode.Failed, failure);
        }

        return new AgentWeb(app, address with { Port = PortOf(app) });
    }

    /// <summary>Takes no new requests and lets those that run end, for at most as long as <paramref name="abort"/> allows.</summary>
    public Task StopAsync(CancellationToken abort) => _app.StopAsync(abort);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Limit(KestrelServerOptions options, ListenAddress address)
    {
        options.AddServerHeader = false;

        // Scrapers, probes and a few people: more than this is a mistake or an attack, and memory is the budget.
        options.Limits.MaxConcurrentConnections = 256;
        options.Limits.MaxConcurrentUpgradedConnections = 0;
        // Whoever takes a body says how long it may be.
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestLineSize = 4 * 1024;
        options.Limits.MaxRequestBufferSize = 32 * 1024;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        options.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        options.Listen(address.Address, address.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    private static string Why(Exception failure)
    {
        var cause = failure;
        while (cause is not SocketException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return (cause as SocketException)?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another process already listens there; stop it or choose another port",
            SocketError.AddressNotAvailable => "this machine has no such address; 0.0.0.0 listens on all",
            SocketError.AccessDenied => "permission denied; ports below 1024 need the capability NET_BIND_SERVICE",
            _ => failure.Message,
        };
    }

    private static int PortOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new Uri(addresses.First().Replace("[::]", IPAddress.Loopback.ToString(), StringComparison.Ordinal)).Port;
    }
}
