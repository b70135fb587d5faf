using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Windsock.Exporter.Alerts.Http;
using Windsock.Exporter.FlowLog.Otlp;
using Windsock.Pipeline.Sinks;
using Windsock.Pipeline.Stages;
using Windsock.Pipeline.Supervision;

namespace Windsock.Exporter.FlowLog;

/// <summary>Builds the flow log from its options.</summary>
public static class FlowLogRegistration
{
    private static readonly TimeSpan CompressEvery = TimeSpan.FromSeconds(30);

    /// <param name="options">Validated.</param>
    /// <param name="node">Name of the node, for a collector.</param>
    /// <returns>No consumer and no stage when no output is on; its metrics are at zero then.</returns>
    public static FlowLogParts Create(FlowLogOptions options, string node, TimeProvider time, ILoggerFactory loggers)
    {
        var (selection, fields) = (options.ToSelection(), options.ToFields());
        var logger = loggers.CreateLogger("Windsock.FlowLog");
        var outputs = ImmutableArray.CreateBuilder<IFlowLogOutput>();
        var others = ImmutableArray.CreateBuilder<IStage>();
        OtlpOutput? otlp = null;
        if (options.Stdout)
        {
            outputs.Add(new LineOutput("stdout", new StandardOutput(), selection, fields));
        }

        if (options.File.Enabled)
        {
            var file = new RotatingFile(options.File.Path, options.File.MaxBytes, options.File.MaxFiles, time);
            outputs.Add(new LineOutput("file", file, selection, fields));
            if (options.File.Compress)
            {
                others.Add(new RepeatingStage("flow_log_gzip", CompressEvery, new FullFileCompression(file).TurnAsync, time, logger));
            }
        }

        if (options.Otlp.Enabled)
        {
            var client = new OutboundClient(options.Otlp.Http, "flowLog.otlp.http", time);
            otlp = new OtlpOutput(new Uri(options.Otlp.Url), selection, fields, () => new LogRecordPipeline(node, Version, time), client, () => Backoff.Standard(Random.Shared), time);
            outputs.Add(otlp);
        }

        ImmutableArray<FlowLogStage> stages = [.. outputs.Select(output => new FlowLogStage(output, options.QueueFlows, time, logger))];
        return new FlowLogParts(
            stages.IsEmpty ? [] : [new FlowLogBranch(stages)],
            [.. stages, .. others],
            new FlowLogMetrics([.. stages.Select(stage => stage.Books)]),
            otlp);
    }

    private static string Version =>
        typeof(FlowLogRegistration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
