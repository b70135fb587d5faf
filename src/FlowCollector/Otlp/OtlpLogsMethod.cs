using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.Otlp;

/// <summary>The method that log records are exported with, over gRPC and over HTTP. Any thread; decoding takes turns.</summary>
internal sealed class OtlpLogsMethod(OtlpOptions options, ListeningSource source, SharedCalls shared) : IGrpcMethod
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "otlp";

    private readonly OtlpLogDecoder _decoder = new();
    private readonly CallOutput _output = new(SourceName, shared.Seen, shared.Pods);

    public string Path => "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    public IGrpcCall Begin(IpAddress remote) => new OtlpLogsCall(this, remote);

    /// <summary>Takes an ExportLogsServiceRequest.</summary>
    /// <param name="remote">Where it comes from.</param>
    /// <param name="rejected">The records that were not taken are added.</param>
    /// <returns>Null when it was read; else why nothing of it was taken.</returns>
    public GrpcEnd? Take(ReadOnlySpan<byte> request, IpAddress remote, ref RejectedRecords rejected)
    {
        if (source.Writer is not { } writer)
        {
            return new GrpcEnd(GrpcCode.Unavailable, "the agent is starting");
        }

        using (shared.Turnstile.Enter())
        {
            return Take(request, remote, writer, ref rejected);
        }
    }

    private GrpcEnd? Take(ReadOnlySpan<byte> request, IpAddress remote, CallWriter writer, ref RejectedRecords rejected)
    {
        if (!OtlpLogDecoder.TryCount(request, out var count))
        {
            // Half a request must not be taken: its client is told that it failed. One without records leaves a trace too.
            writer.CountUndecodable(CallFailure.Malformed, Math.Max(1, count));
            return new GrpcEnd(GrpcCode.InvalidArgument, "the request is no ExportLogsServiceRequest in protobuf");
        }

        _output.Begin(writer, source.Now);
        _decoder.Decode(request, options.VerifySender ? remote : null, _output, ref rejected, out var foreign);
        if (foreign is not null)
        {
            source.SayForeign(remote, foreign, "otlp.verifySender");
        }

        return null;
    }
}
