using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Windsock.Exporter.Tests.Alerts.Http;

/// <summary>An HTTP receiver on loopback that answers as a test tells it, and keeps what it got.</summary>
internal sealed class ScriptedReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();
    private readonly CancellationTokenSource _stop = new();

    private ScriptedReceiver(X509Certificate2? certificate, bool asksForCertificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
            {
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = asksForCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate;
                    https.AllowAnyClientCertificate();
                });
            }
        }));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    /// <summary>What to answer; 200 <c>ok</c> unless a test says otherwise. The token ends with the receiver.</summary>
    public Func<HttpContext, CancellationToken, Task> Answer { get; set; } = static (context, stop) => context.Response.WriteAsync("ok", stop);

    public string Address => _app.Urls.First();

    public int Port => new Uri(Address).Port;

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public static async Task<ScriptedReceiver> StartAsync(X509Certificate2? certificate = null, bool asksForCertificate = false)
    {
        var receiver = new ScriptedReceiver(certificate, asksForCertificate);
        await receiver._app.StartAsync();
        return receiver;
    }

    public void AnswerWith(int status, string body = "", string header = "", string value = "") => Answer = async (context, stop) =>
    {
        context.Response.StatusCode = status;
        if (header.Length > 0)
        {
            context.Response.Headers[header] = value;
        }

        await context.Response.WriteAsync(body, stop);
    };

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
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _requests.Enqueue(new ReceivedRequest(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            context.Connection.ClientCertificate?.Subject ?? ""));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stop.Token);
        try
        {
            await Answer(context, either.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }
}

/// <summary>One request as it came.</summary>
internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, string ClientSubject);
