using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog;
using Windsock.FlowCollector.Otlp;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>Builds what listens for the calls of a mesh: one port, one source per protocol that is on.</summary>
public static class CallReceiversRegistration
{
    /// <param name="options">Validated; so are the others.</param>
    public static CallReceiverParts Create(ReceiverOptions options, AccessLogOptions accessLog, OtlpOptions otlp, TimeProvider time, ILoggerFactory loggers)
    {
        var methods = new List<IGrpcMethod>();
        var counts = new GrpcServerCounts();
        var sources = ImmutableArray.CreateBuilder<ICallSource>();
        var shared = new SharedCalls(new Turnstile(), new SeenCalls(), new ReportingPods());
        var protection = options.Tls switch
        {
            { ClientCaFile.Length: > 0 } => " with mutual TLS",
            { IsEnabled: true } => " with TLS",
            _ => " in plaintext",
        };
        var port = new ReceiverPort(options, counts, methods);
        if (accessLog.Enabled)
        {
            methods.Add(new AccessLogMethod(accessLog, Listen(AccessLogMethod.SourceName, "Windsock.IstioAccessLog"), shared));
        }

        OtlpOverHttp? overHttp = null;
        if (otlp.Enabled)
        {
            var method = new OtlpLogsMethod(otlp, Listen(OtlpLogsMethod.SourceName, "Windsock.Otlp"), shared);
            methods.Add(method);
            overHttp = new OtlpOverHttp(method, options.Limits, counts);
        }

        return new CallReceiverParts(sources.DrainToImmutable(), new ReceiverMetrics(counts, port, overHttp), overHttp is null ? null : overHttp.AnswerAsync, shared.Pods);

        ListeningSource Listen(string name, string logger)
        {
            var source = new ListeningSource(name, port, protection, time, loggers.CreateLogger(logger));
            sources.Add(source);
            return source;
        }
    }
}
