using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Windsock.Model.Flows;

namespace Windsock.Exporter.FlowLog.Otlp;

/// <summary>The OpenTelemetry SDK as the flow log uses it: records go in one by one, a request of OTLP (protobuf) comes out. It sends
/// nothing, so the variables of the environment that name a collector (<c>OTEL_EXPORTER_*</c>) change nothing; those that limit attributes do.
/// One thread at a time.</summary>
internal sealed class LogRecordPipeline : IDisposable
{
    /// <summary>Records that may be added before they are taken. The SDK drops what is beyond.</summary>
    public const int MaxRecords = 1_024;

    /// <summary>The SDK's thread writes a request in milliseconds; a node under pressure may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FlowAttributes _attributes = [];
    private readonly RequestTray _tray = new();
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly BatchLogRecordExportProcessor _batches;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;

    /// <param name="node">Name of the node, which also tells one agent from another.</param>
    /// <param name="version">Of the agent.</param>
    public LogRecordPipeline(string node, string version, TimeProvider time)
    {
        _time = time;
        _http = new HttpClient(_tray);

        // One more than ever waits, and no clock: nothing leaves before it is asked for, so that a request is a whole group.
        _batches = new BatchLogRecordExportProcessor(
            new OtlpLogExporter(Options()), maxQueueSize: MaxRecords + 1, scheduledDelayMilliseconds: int.MaxValue, maxExportBatchSize: MaxRecords + 1);
        var resource = ResourceBuilder.CreateEmpty()
            .AddService("windsock", serviceVersion: version, autoGenerateServiceInstanceId: false, serviceInstanceId: node)
            .AddAttributes([new("k8s.node.name", node)]);
        _loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options => options
            .SetResourceBuilder(resource)
            .AddProcessor(new FlowStamp())
            .AddProcessor(_batches)));
        _logger = _loggers.CreateLogger("windsock.flow_log");
    }

    public void Add(in FlowRecord record, FlowFieldSet fields, Instant receivedAt)
    {
        _attributes.Set(record, fields, receivedAt);
        _logger.Log(_attributes.IsBad ? LogLevel.Warning : LogLevel.Information, default, _attributes, null, static (attributes, _) => attributes.Sentence);
    }

    /// <summary>What was added, as the body of a request. Empty when the SDK made none: dispose the pipeline then, as after an exception.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="abort"/>.</exception>
    public async Task<byte[]> TakeAsync(CancellationToken abort)
    {
        // With no time to wait it starts the export and returns.
        _ = _batches.ForceFlush(0);
        try
        {
            var body = await _tray.Next.WaitAsync(Patience, _time, abort).ConfigureAwait(false);
            _tray.Clear();
            return body;
        }
        catch (TimeoutException)
        {
            return [];
        }
    }

    public void Dispose()
    {
        _loggers.Dispose();

        // The loggers have ended it, unless the SDK was switched off and never had it.
        _ = _batches.Shutdown((int)Patience.TotalMilliseconds);
        _batches.Dispose();
        _http.Dispose();
    }

    private OtlpExporterOptions Options() => new()
    {
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Endpoint = new Uri("http://tray.invalid/v1/logs"),
        Headers = "",
        Compression = OtlpExportCompression.None,
        HttpClientFactory = () => _http,
    };
}
