using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.Agent.Tests.Running;

/// <summary>A healthy server on loopback that is not the one the agent was meant to talk to.</summary>
internal sealed class WrongServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly X509Certificate2? _certificate;
    private long _requests;

    private WrongServer(HttpProtocols protocols, X509Certificate2? certificate, RequestDelegate answer)
    {
        _certificate = certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        _application = builder.Build();
        _application.Run(context =>
        {
            Interlocked.Increment(ref _requests);
            return answer(context);
        });
    }

    public int Port { get; private set; }

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>A web page, spoken with these protocols.</summary>
    public static Task<WrongServer> OfPagesAsync(HttpProtocols protocols) => StartAsync(new(protocols, null, context => context.Response.WriteAsync("hello")));

    /// <summary>TLS with a certificate that nobody signed.</summary>
    public static Task<WrongServer> OfTlsAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var signed = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var certificate = X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
        return StartAsync(new(HttpProtocols.Http2, certificate, context => context.Response.WriteAsync("hello")));
    }

    /// <summary>A Kubernetes API whose rights this agent has not.</summary>
    public static Task<WrongServer> OfForbiddenAsync() => StartAsync(new(HttpProtocols.Http1AndHttp2, null, context =>
    {
        var message = $"{context.Request.Path} is forbidden: User \"system:serviceaccount:windsock:windsock\" cannot list it at the cluster scope";
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["status"] = "Failure",
            ["message"] = message,
            ["reason"] = "Forbidden",
            ["code"] = 403,
        };
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(status.ToJsonString());
    }));

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
        _certificate?.Dispose();
    }

    private static async Task<WrongServer> StartAsync(WrongServer server)
    {
        await server._application.StartAsync();
        var addresses = server._application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        server.Port = new Uri(addresses.Addresses.Single()).Port;
        return server;
    }
}
