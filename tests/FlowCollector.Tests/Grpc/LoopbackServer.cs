using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Tests.Grpc;

/// <summary>A real Kestrel server for one test: on a unix socket in a temporary folder or on a free loopback port.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly DirectoryInfo? _folder;

    private LoopbackServer(WebApplication application, DirectoryInfo? folder, string address)
    {
        _application = application;
        _folder = folder;
        Address = address;
    }

    /// <summary><c>unix:///path</c> or <c>127.0.0.1:port</c>.</summary>
    public string Address { get; }

    public static Task<LoopbackServer> OnUnixSocketAsync(Action<IEndpointRouteBuilder> map)
    {
        var folder = Directory.CreateTempSubdirectory("windsock-");
        return OnUnixSocketAsync(Path.Combine(folder.FullName, "server.sock"), map, folder);
    }

    public static async Task<LoopbackServer> OnUnixSocketAsync(
        string path, Action<IEndpointRouteBuilder> map, DirectoryInfo? folder = null)
    {
        File.Delete(path);
        var application = await StartAsync(
            kestrel => kestrel.ListenUnixSocket(path, listen => listen.Protocols = HttpProtocols.Http2), map);
        return new LoopbackServer(application, folder, $"unix://{path}");
    }

    public static async Task<LoopbackServer> OnTcpAsync(
        Action<IEndpointRouteBuilder> map, Action<ListenOptions>? listen = null, HttpProtocols protocols = HttpProtocols.Http2, int port = 0)
    {
        var application = await StartAsync(
            kestrel => kestrel.Listen(IPAddress.Loopback, port, options =>
            {
                options.Protocols = protocols;
                listen?.Invoke(options);
            }),
            map);
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new LoopbackServer(application, null, $"127.0.0.1:{new Uri(addresses.Addresses.Single()).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
        _folder?.Delete(recursive: true);
    }

    private static async Task<WebApplication> StartAsync(Action<KestrelServerOptions> listen, Action<IEndpointRouteBuilder> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            listen(kestrel);
        });
        var application = builder.Build();
        map(application);
        await application.StartAsync();
        return application;
    }
}
