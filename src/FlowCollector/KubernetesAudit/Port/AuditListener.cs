using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Grpc.Server;

namespace Windsock.FlowCollector.KubernetesAudit.Port;

/// <summary>A listening HTTPS server: Kestrel, HTTP/1.1, on one address.</summary>
internal sealed class AuditListener : IAsyncDisposable
{
    /// <summary>Requests that have begun may end, when the agent stops.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    private readonly WebApplication _application;
    private readonly TimeProvider _time;

    private AuditListener(WebApplication application, IPEndPoint address, TimeProvider time)
    {
        _application = application;
        _time = time;
        Address = address;
    }

    /// <summary>Where it listens; the port is the one that was given out when 0 was asked for.</summary>
    public IPEndPoint Address { get; }

    /// <exception cref="IOException">The address cannot be listened on, or a certificate file cannot be used.</exception>
    public static async Task<AuditListener> StartAsync(
        KubernetesAuditOptions options, AuditEndpoint endpoint, AuditCounts counts, AuditSayings sayings, TimeProvider time, CancellationToken cancellation)
    {
        var address = KubernetesAuditOptions.Parse(options.Listen) ?? throw new IOException($"audit.listen: '{options.Listen}' is no address and port");
        var certificates = options.Tls.IsEnabled ? new ServerCertificates(options.Tls.ToServer(), SslApplicationProtocol.Http11, letsNamelessIn: true) : null;
        certificates?.Read();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = options.Limits.MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificates is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Read(certificates, counts, sayings)) });
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
        return new AuditListener(application, new IPEndPoint(address.Address, new Uri(bound).Port), time);
    }

    public async ValueTask DisposeAsync()
    {
        using var cut = new CancellationTokenSource(Grace, _time);
        await _application.StopAsync(cut.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static SslServerAuthenticationOptions Read(ServerCertificates certificates, AuditCounts counts, AuditSayings sayings)
    {
        try
        {
            return certificates.Read();
        }
        catch (IOException failure)
        {
            counts.UnusableCertificates.Add();
            sayings.CertificatesUnusable("audit." + failure.Message);
            throw;
        }
    }
}
