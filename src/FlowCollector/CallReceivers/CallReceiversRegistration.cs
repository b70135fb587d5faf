using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Builds what listens for the calls of a mesh: one port, one source per protocol that is on.</summary>
public static class CallReceiversRegistration
{
    /// <param name="options">Validated; so are the others.</param>
    public static CallReceiverParts Create(ReceiverOptions options, AccessLogOptions accessLog, TimeProvider time, ILoggerFactory loggers)
    {
        var methods = new List<IGrpcMethod>();
        var counts = new GrpcServerCounts();
        var sources = ImmutableArray.CreateBuilder<ICallSource>();
        var shared = new SharedCalls(new Turnstile(), new SeenCalls());
        var protection = options.Tls switch
        {
            { ClientCaFile.Length: > 0 } => " with mutual TLS",
            { IsEnabled: true } => " with TLS",
            _ => " in plaintext",
        };
        var port = new ReceiverPort(options, counts, methods);
        if (accessLog.Enabled)
        {
            var source = new ListeningSource(AccessLogMethod.SourceName, port, protection, time, loggers.CreateLogger("Windsock.IstioAccessLog"));
            methods.Add(new AccessLogMethod(accessLog, source, shared));
            sources.Add(source);
        }

        return new CallReceiverParts(sources.DrainToImmutable(), new ReceiverMetrics(counts, port));
    }
}
