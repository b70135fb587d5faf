using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>The Kestrel endpoint of the simulated Kubernetes API: plain HTTP on a free loopback port.</summary>
internal sealed class KubernetesHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private KubernetesHost(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<KubernetesHost> StartAsync(KubernetesService service)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // A watch may be silent for long.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var application = builder.Build();
        service.Map(application);
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new KubernetesHost(application, new Uri(addresses.Addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        // Watches never end by themselves.
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }
}
