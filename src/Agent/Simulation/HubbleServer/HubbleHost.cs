using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>Kestrel endpoints of the simulated Hubble: HTTP/2 with prior knowledge on unix sockets, and on TCP if asked.</summary>
internal sealed class HubbleHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HubbleHost(WebApplication application) => _application = application;

    /// <param name="agentSocket">For the agent under demonstration: what goes over it is counted.</param>
    /// <param name="publicSocket">For everybody else, such as the <c>hubble</c> command.</param>
    /// <param name="publicPort">TCP port on loopback, null for none.</param>
    public static async Task<HubbleHost> StartAsync(ObserverService service, string agentSocket, string publicSocket, int? publicPort = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // A follower may be silent for long, and a slow one is told what it lost, not cut off.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.ListenUnixSocket(agentSocket, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.Use(next => connection =>
                {
                    connection.Items[ObserverService.AgentConnection] = true;
                    return next(connection);
                });
            });
            kestrel.ListenUnixSocket(publicSocket, listen => listen.Protocols = HttpProtocols.Http2);
            if (publicPort is { } port)
            {
                kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
            }
        });
        var application = builder.Build();
        service.Map(application);
        await application.StartAsync();
        return new HubbleHost(application);
    }

    public async ValueTask DisposeAsync()
    {
        // Followers never end by themselves.
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }
}
