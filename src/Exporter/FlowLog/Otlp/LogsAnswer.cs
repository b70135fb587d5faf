using Google.Protobuf;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>What a collector says about a request that it took: ExportLogsServiceResponse.partial_success of
/// opentelemetry.proto.collector.logs.v1.</summary>
/// <param name="Rejected">Log records that it did not take and that must not be sent again.</param>
/// <param name="Message">Why, or a warning; most collectors say nothing.</param>
internal readonly record struct LogsAnswer(long Rejected, string Message)
{
    private const uint PartialSuccess = (1 << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint RejectedLogRecords = (1 << 3) | (uint)WireFormat.WireType.Varint;
    private const uint ErrorMessage = (2 << 3) | (uint)WireFormat.WireType.LengthDelimited;

    /// <summary>An answer that is no such message says nothing: its status has said enough. Pure.</summary>
    public static LogsAnswer Read(byte[] body)
    {
        var answer = new LogsAnswer(0, "");
        try
        {
            var input = new CodedInputStream(body);
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                if (tag == PartialSuccess)
                {
                    answer = ReadPart(input.ReadBytes().CreateCodedInput(), answer);
                }
                else
                {
                    input.SkipLastField();
                }
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return new LogsAnswer(0, "");
        }

        return answer;
    }

    private static LogsAnswer ReadPart(CodedInputStream input, LogsAnswer answer)
    {
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            switch (tag)
            {
                case RejectedLogRecords:
                    answer = answer with { Rejected = input.ReadInt64() };
                    break;
                case ErrorMessage:
                    answer = answer with { Message = input.ReadString() };
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return answer;
    }
}
