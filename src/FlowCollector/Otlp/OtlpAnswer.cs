using Google.Protobuf;
using Windsock.FlowCollector.Otlp.Protos;

namespace Windsock.FlowCollector.Otlp;

/// <summary>The bytes that answer a request.</summary>
internal static class OtlpAnswer
{
    /// <summary>ExportLogsServiceResponse: no bytes when all was taken, else how many records were not, and why. A client must not
    /// send those again.</summary>
    public static ReadOnlyMemory<byte> Of(in RejectedRecords rejected) => rejected.Total == 0
        ? default
        : new ExportLogsServiceResponse
        {
            PartialSuccess = new ExportLogsPartialSuccess { RejectedLogRecords = rejected.Total, ErrorMessage = rejected.Reasons() },
        }.ToByteArray();

    /// <summary>google.rpc.Status (1 code, 2 message), which answers a request over HTTP that failed.</summary>
    public static ReadOnlyMemory<byte> Of(Grpc.Server.GrpcEnd end)
    {
        var message = ByteString.CopyFromUtf8(end.Message);
        var bytes = new byte[CodedOutputStream.ComputeInt32Size((int)end.Code) + CodedOutputStream.ComputeBytesSize(message) + 2];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(1, WireFormat.WireType.Varint);
        output.WriteInt32((int)end.Code);
        output.WriteTag(2, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(message);
        return bytes;
    }
}
