using Microsoft.Extensions.Logging.Abstractions;
using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.Tests.CallReceivers;
using Windsock.Model.Flows;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Tests.IstioAccessLog;

/// <summary>An access log receiver that listens on a free port of the loopback until it is disposed.</summary>
internal sealed class SomeReceiver : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public SomeReceiver(AccessLogOptions options, GrpcServerOptions? limits = null, int capacity = 10_000)
    {
        Taken = new TakenCalls(capacity);
        var methods = new List<IGrpcMethod>();
        Limits = limits ?? new GrpcServerOptions();
        var port = new ReceiverPort(new ReceiverOptions { Listen = "127.0.0.1:0", Limits = Limits }, Counts, methods);
        var source = new ListeningSource(AccessLogMethod.SourceName, port, " in plaintext", TimeProvider.System, NullLogger.Instance);
        Method = new AccessLogMethod(options, source, new SharedCalls(new Turnstile(), new SeenCalls()));
        methods.Add(Method);
        _running = source.RunAsync(Taken.Writer, _stop.Token);
        Port = port;
    }

    public TakenCalls Taken { get; }

    public GrpcServerOptions Limits { get; }

    public GrpcServerCounts Counts { get; } = new();

    public AccessLogMethod Method { get; }

    public ReceiverPort Port { get; }

    public static IpAddress Remote(string ip) => IpAddress.TryParse(ip, out var address) ? address : throw new ArgumentException(ip);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
