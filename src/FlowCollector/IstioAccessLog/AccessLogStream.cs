using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.FlowCollector.IstioAccessLog.Decoding;
using Windsock.Model.Flows;
using Windsock.Pipeline.Accounting;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.IstioAccessLog;

/// <summary>One stream of one worker of a proxy. Only its first message says whose it is.</summary>
/// <param name="remote">Where the stream comes from.</param>
internal sealed class AccessLogStream(AccessLogMethod method, IpAddress remote) : IGrpcCall
{
    private ReportingProxy? _proxy;

    public GrpcEnd? Take(ReadOnlySpan<byte> message)
    {
        if (method.Source.Writer is not { } writer)
        {
            return new GrpcEnd(GrpcCode.Unavailable, "the agent is starting");
        }

        using (method.Shared.Turnstile.Enter())
        {
            return Take(message, writer);
        }
    }

    /// <summary>Envoy ignores the answer; it has no fields.</summary>
    public ReadOnlyMemory<byte> Finish() => default;

    private GrpcEnd? Take(ReadOnlySpan<byte> message, CallWriter writer)
    {
        if (!AccessLogDecoder.TryRead(message, out var parts))
        {
            writer.CountUndecodable(CallFailure.Malformed);
            return null;
        }

        if (parts.HasIdentifier && Introduce(parts, writer) is { } refusal)
        {
            return refusal;
        }

        if (_proxy is null)
        {
            return Refuse(parts, writer, CallFailure.NoIdentifier, GrpcCode.InvalidArgument, "the first message of a stream must carry the identifier");
        }

        method.Output.Begin(writer, method.Source.Now);
        if (!method.Decoder.Decode(parts, _proxy, method.Output))
        {
            writer.CountUndecodable(CallFailure.Malformed);
        }

        return null;
    }

    private GrpcEnd? Introduce(in AccessLogMessage parts, CallWriter writer)
    {
        if (!method.Decoder.TryReadIdentifier(parts.Identifier, out var proxy, out var logName))
        {
            return Refuse(parts, writer, CallFailure.Malformed, GrpcCode.InvalidArgument, "the identifier is not a protobuf message");
        }

        if (method.Options.LogNames is { Count: > 0 } names && !names.Contains(logName, StringComparer.Ordinal))
        {
            return Refuse(parts, writer, CallFailure.ForeignLog, GrpcCode.InvalidArgument, "the log's name is none of istio.accessLog.logNames");
        }

        if (method.Options.VerifySender && !proxy.Owns(remote))
        {
            method.Source.SayForeign(remote, proxy, "istio.accessLog.verifySender");
            return Refuse(parts, writer, CallFailure.ForeignSender, GrpcCode.PermissionDenied, "the stream does not come from the pod that its identifier names");
        }

        _proxy = proxy;
        return null;
    }

    /// <summary>Ends the stream; a proxy opens a new one, with its identifier, when it has more to say.</summary>
    private static GrpcEnd Refuse(in AccessLogMessage parts, CallWriter writer, CallFailure failure, GrpcCode code, string reason)
    {
        // A message without entries is refused all the same, and leaves a trace.
        writer.CountUndecodable(failure, Math.Max(1, AccessLogDecoder.CountEntries(parts)));
        return new GrpcEnd(code, reason);
    }
}
