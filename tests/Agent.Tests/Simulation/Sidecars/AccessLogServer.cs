using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Tests.Simulation.Sidecars;

/// <summary>The least that an access log service is: it takes streams over HTTP/2 with prior knowledge, and keeps what they bring.</summary>
internal sealed class AccessLogServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedStream> _streams;

    private AccessLogServer(WebApplication application, ConcurrentQueue<ReceivedStream> streams, Uri address)
    {
        (_application, _streams, Address) = (application, streams, address);
    }

    public Uri Address { get; }

    /// <summary>In the order in which they were opened.</summary>
    public IReadOnlyList<ReceivedStream> Streams => [.. _streams];

    public int EntryCount => _streams.Sum(stream => stream.Messages.Sum(message => message.HttpLogs.LogEntry.Count));

    public static async Task<AccessLogServer> StartAsync(int port = 0)
    {
        var streams = new ConcurrentQueue<ReceivedStream>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var application = builder.Build();
        application.Run(context => TakeAsync(context, streams));
        await application.StartAsync();
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new AccessLogServer(application, streams, new Uri(addresses.Addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _application.StopAsync(hurry.Token);
        await _application.DisposeAsync();
    }

    private static async Task TakeAsync(HttpContext context, ConcurrentQueue<ReceivedStream> streams)
    {
        var stream = new ReceivedStream(context.Request.Method, context.Request.Path, context.Request.Protocol, context.Request.ContentType ?? "", context.Request.Headers.TE.ToString());
        streams.Enqueue(stream);
        var prefix = new byte[5];
        try
        {
            while (await context.Request.Body.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, context.RequestAborted) == prefix.Length)
            {
                var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
                if (await context.Request.Body.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, context.RequestAborted) < message.Length)
                {
                    stream.IsCut = true;
                    return;
                }

                stream.Messages.Enqueue(StreamAccessLogsMessage.Parser.ParseFrom(message));
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            stream.IsBroken = true;
        }
        finally
        {
            stream.HasEnded = true;
        }
    }
}

/// <summary>One stream as it came.</summary>
internal sealed record ReceivedStream(string Method, string Path, string Protocol, string ContentType, string Te)
{
    public ConcurrentQueue<StreamAccessLogsMessage> Messages { get; } = new();

    /// <summary>It ended in the middle of a message.</summary>
    public bool IsCut { get; set; }

    public bool IsBroken { get; set; }

    public bool HasEnded { get; set; }

    public string Pod => Messages.First().Identifier.Node.Metadata.Fields["NAME"].StringValue;
}
