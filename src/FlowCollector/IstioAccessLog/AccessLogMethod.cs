using Windsock.FlowCollector.CallReceivers;
using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.IstioAccessLog;

/// <summary>The method that proxies stream their access logs to. Any thread; decoding takes turns.</summary>
internal sealed class AccessLogMethod(AccessLogOptions options, ListeningSource source, SharedCalls shared) : IGrpcMethod
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "istio_access_log";

    public string Path => "/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs";

    public AccessLogOptions Options => options;

    public ListeningSource Source => source;

    public SharedCalls Shared => shared;

    public AccessLogDecoder Decoder { get; } = new();

    public CallOutput Output { get; } = new(SourceName, shared.Seen);

    public IGrpcCall Begin(IpAddress remote) => new AccessLogStream(this, remote);
}
