using Windsock.FlowCollector.Grpc.Server;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Otlp;

/// <summary>One export over gRPC.</summary>
/// <param name="remote">Where it comes from.</param>
internal sealed class OtlpLogsCall(OtlpLogsMethod method, IpAddress remote) : IGrpcCall
{
    private RejectedRecords _rejected;

    public GrpcEnd? Take(ReadOnlySpan<byte> message) => method.Take(message, remote, ref _rejected);

    public ReadOnlyMemory<byte> Finish() => OtlpAnswer.Of(_rejected);
}
