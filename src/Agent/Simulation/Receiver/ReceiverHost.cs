using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Windsock.Agent.Simulation.Receiver;

/// <summary>The Kestrel endpoint of the demo's receiver of alerts: plain HTTP on a free loopback port.</summary>
internal sealed class ReceiverHost : IAsyncDisposable
{
    private const string Path = "/alerts";

    private readonly WebApplication _application;

    private ReceiverHost(WebApplication application, Uri address) => (_application, Address) = (application, address);

    /// <summary>Where messages go.</summary>
    public Uri Address { get; }

    public static async Task<ReceiverHost> StartAsync(AlertInbox inbox)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel =>
        {
            // Larger ones are answered with 413 before they are read.
            kestrel.Limits.MaxRequestBodySize = AlertInbox.MaxBody;
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        var application = builder.Build();
        application.MapPost(Path, context => TakeAsync(context, inbox));
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        return new ReceiverHost(application, new Uri(new Uri(addresses.Addresses.Single()), Path));
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, AlertInbox inbox)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var answer = inbox.Take(new WebhookRequest(
            headers["Idempotency-Key"].ToString(), headers["X-Windsock-Timestamp"].ToString(), headers["X-Windsock-Signature"].ToString(), body.ToArray()));
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        }

        await context.Response.WriteAsync(answer.Why + "\n", context.RequestAborted);
    }
}
