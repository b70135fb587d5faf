using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Grpc;

namespace Windsock.Benchmarks.Socket;

/// <summary>The Hubble server of the benchmarks, in a process of its own: ready-made frames over Kestrel on a unix socket, as fast
/// as the reader takes them or one by one at a rate.</summary>
internal static class BenchServer
{
    /// <param name="rate">Flows a second, each flushed by itself; 0: as fast as possible; -1: a stream that stays silent.</param>
    public static async Task<int> RunAsync(string socket, int rate, IReadOnlyList<byte[]> responses, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MaxResponseBufferSize = 4 * 1024 * 1024;
            kestrel.Limits.MinResponseDataRate = null;
        });
        await using var app = builder.Build();
        app.MapGrpc("/observer.Observer/ServerStatus", async call =>
        {
            await call.ReadMessageAsync();
            await call.WriteAsync([0x10, 0xFF, 0x1F]); // max_flows = 4095
        });
        app.MapGrpc("/observer.Observer/GetFlows", call => rate switch
        {
            0 => SendAllAsync(call, responses),
            < 0 => StaySilentAsync(call),
            _ => SendOneByOneAsync(call, responses, rate),
        });
        app.MapGrpcFallback();
        await app.StartAsync(stop);
        await Console.Out.WriteLineAsync("ready");
        await WaitAsync(stop);
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"cpu {Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds}"));
        return 0;
    }

    /// <summary>Ends when the parent closes our standard input, so that no server outlives its benchmark.</summary>
    private static async Task WaitAsync(CancellationToken stop)
    {
        try
        {
            while (await Console.In.ReadLineAsync(stop) is not null)
            {
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task SendAllAsync(GrpcServerCall call, IReadOnlyList<byte[]> responses)
    {
        await call.ReadMessageAsync();
        using var block = new MemoryStream();
        Span<byte> prefix = stackalloc byte[5];
        for (var i = 0; block.Length < 512 * 1024; i++)
        {
            var response = responses[i % responses.Count];
            prefix.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(prefix[1..], (uint)response.Length);
            block.Write(prefix);
            block.Write(response);
        }

        var bytes = block.ToArray();
        while (!call.Aborted.IsCancellationRequested)
        {
            await call.Context.Response.BodyWriter.WriteAsync(bytes, call.Aborted);
        }
    }

    private static async Task StaySilentAsync(GrpcServerCall call)
    {
        await call.ReadMessageAsync();
        await call.Context.Response.StartAsync(call.Aborted);
        await Task.Delay(Timeout.Infinite, call.Aborted);
    }

    private static async Task SendOneByOneAsync(GrpcServerCall call, IReadOnlyList<byte[]> responses, int rate)
    {
        await call.ReadMessageAsync();
        var flows = new StampedFlows(responses);
        var clock = Stopwatch.StartNew();
        long sent = 0;
        while (!call.Aborted.IsCancellationRequested)
        {
            // Woken every millisecond or so, it sends what is due by then, each flow with its own flush: its own DATA frame.
            var due = (long)(clock.Elapsed.TotalSeconds * rate);
            for (; sent < due; sent++)
            {
                var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
                await call.Context.Response.BodyWriter.WriteAsync(flows.Stamped((int)(sent % flows.Count), now), call.Aborted);
            }

            await Task.Delay(1, call.Aborted);
        }
    }
}
