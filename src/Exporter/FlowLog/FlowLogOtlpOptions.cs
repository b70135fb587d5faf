using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Windsock.Exporter.Alerts.Http;

namespace Windsock.Exporter.FlowLog;

/// <summary>The flow log as OpenTelemetry log records, over HTTP to a collector.</summary>
public sealed class FlowLogOtlpOptions : IValidatableObject
{
    /// <summary>Default false.</summary>
    [Description("Send the flow log to a collector as OpenTelemetry log records (OTLP over HTTP, protobuf).")]
    public bool Enabled { get; set; }

    /// <summary>Default: empty.</summary>
    [Description("Address that takes them, with its path: http://otel-collector.monitoring:4318/v1/logs, or http://loki:3100/otlp/v1/logs.")]
    public string Url { get; set; } = "";

    [Description("How the requests are made.")]
    public OutboundOptions Http { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var mistake = "";
        if ((Enabled || Url.Length > 0) && ReceiverAddress.Parse(Url, out mistake) is null)
        {
            yield return new ValidationResult(mistake, [nameof(Url)]);
        }
    }
}
