using Google.Protobuf;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>The body of an OTLP request: ExportLogsServiceRequest of opentelemetry.proto.collector.logs.v1. Pure.</summary>
internal static class LogsRequest
{
    /// <summary>ExportLogsServiceRequest.resource_logs, ResourceLogs.scope_logs, ScopeLogs.log_records.</summary>
    private static readonly int[] PathToRecord = [1, 2, 2];

    /// <summary>How many log records are in it.</summary>
    /// <exception cref="InvalidProtocolBufferException">It is no such message.</exception>
    public static int CountRecords(byte[] body) => Count(new CodedInputStream(body), body.Length, PathToRecord);

    private static int Count(CodedInputStream input, long end, ReadOnlySpan<int> path)
    {
        var count = 0;
        while (input.Position < end)
        {
            if (WireFormat.GetTagFieldNumber(input.ReadTag()) != path[0])
            {
                input.SkipLastField();
            }
            else if (path.Length == 1)
            {
                input.SkipLastField();
                count++;
            }
            else
            {
                var length = input.ReadLength();
                count += Count(input, input.Position + length, path[1..]);
            }
        }

        return count;
    }
}
