using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Simulation.Demo;

namespace Windsock.Agent.Tests.Simulation.Platform;

/// <summary>A port that takes what API servers and Pub/Sub post, and keeps it.</summary>
internal sealed class AuditPort : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _refusals;

    private AuditPort(WebApplication application) => _application = application;

    public ConcurrentQueue<TakenRequest> Taken { get; } = new();

    /// <summary>Requests that are answered 503 from now on, before one is taken.</summary>
    public int Refusals
    {
        get => Volatile.Read(ref _refusals);
        set => Volatile.Write(ref _refusals, value);
    }

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <param name="certificates">Of the server, over TLS with client certificates that are asked for; null: plaintext.</param>
    public static async Task<AuditPort> StartAsync(DemoCertificates? certificates = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        if (certificates is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificates is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(certificates.ServerPem, certificates.ServerKeyPem);
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        var port = new AuditPort(builder.Build());
        port._application.MapFallback(port.TakeAsync);
        await port._application.StartAsync();
        return port;
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var body = await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        Taken.Enqueue(new TakenRequest(
            context.Request.Path,
            context.Request.Headers.Authorization.ToString(),
            context.Request.ContentType ?? "",
            context.Connection.ClientCertificate?.Subject ?? "",
            JsonNode.Parse(body)!.AsObject()));
    }
}

/// <param name="Client">Subject of the client's certificate; empty when it shows none.</param>
internal sealed record TakenRequest(string Path, string Authorization, string ContentType, string Client, JsonObject Body);
