using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.FlowCollector.Grpc.Server;

/// <summary>A listening gRPC server: Kestrel, HTTP/2 with prior knowledge, on one address.</summary>
internal sealed class GrpcListener : IAsyncDisposable
{
    /// <summary>How often an idle connection is asked whether its proxy is still there, and how long it may take to answer.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly WebApplication _application;

    private GrpcListener(WebApplication application, IPEndPoint address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where it listens; the port is the one that was given out when 0 was asked for.</summary>
    public IPEndPoint Address { get; }

    /// <param name="tls">Null, or not enabled: plaintext.</param>
    /// <exception cref="IOException">The address cannot be listened on, or a certificate file cannot be used.</exception>
    public static async Task<GrpcListener> StartAsync(
        IPEndPoint address, GrpcEndpoint endpoint, GrpcServerOptions options, GrpcServerTlsOptions? tls, CancellationToken cancellation)
    {
        var certificates = tls is { IsEnabled: true } ? new ServerCertificates(tls) : null;
        certificates?.Read();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            Limit(kestrel.Limits, options);
            kestrel.AddServerHeader = false;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                if (certificates is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificates.Read()) });
                }
            });
        });
        var application = builder.Build();
        application.Run(endpoint.AnswerAsync);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var bound = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new GrpcListener(application, new IPEndPoint(address.Address, new Uri(bound).Port));
    }

    /// <summary>Streams never end by themselves: they are cut, and proxies open new ones elsewhere.</summary>
    public async ValueTask DisposeAsync()
    {
        using var cut = new CancellationTokenSource();
        await cut.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(cut.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static void Limit(KestrelServerLimits limits, GrpcServerOptions options)
    {
        limits.MaxConcurrentConnections = options.MaxConnections;
        limits.Http2.MaxStreamsPerConnection = options.MaxStreamsPerConnection;
        limits.Http2.KeepAlivePingDelay = KeepAlive;
        limits.Http2.KeepAlivePingTimeout = KeepAlive;

        // A stream may be silent for hours, and may last for weeks.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        limits.MaxRequestBodySize = null;
    }
}
