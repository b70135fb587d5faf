using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>Gives a log record the times and the trace of its flow. Comes before what gathers the records.</summary>
internal sealed class FlowStamp : BaseProcessor<LogRecord>
{
    private const int TraceIdLength = 32;

    /// <summary>A flow knows its trace alone, and the exporter writes a trace only together with a span. Eight zero bytes are, by the
    /// protocol, a record of no span.</summary>
    private static readonly ActivitySpanId NoSpan = ActivitySpanId.CreateFromBytes(new byte[8]);

    public override void OnEnd(LogRecord data)
    {
        if (data.Attributes is not FlowAttributes flow)
        {
            return;
        }

        data.Timestamp = flow.Time.ToDateTimeOffset().UtcDateTime;
        data.ObservedTimestamp = flow.ReceivedAt.ToDateTimeOffset().UtcDateTime;
        var isTraced = IsTraceId(flow.TraceId);
        data.TraceId = isTraced ? ActivityTraceId.CreateFromString(flow.TraceId) : default;
        data.SpanId = isTraced ? NoSpan : default;
        data.TraceFlags = ActivityTraceFlags.None;
    }

    private static bool IsTraceId(string text) =>
        text.Length == TraceIdLength && text.All(char.IsAsciiHexDigitLower) && text.AsSpan().ContainsAnyExcept('0');
}
