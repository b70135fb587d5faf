using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Windsock.Agent.Configuration.Sections;

namespace Windsock.Agent.Logging;

/// <summary>Sets up the log on standard error.</summary>
internal static class AgentLogging
{
    public static ILoggerFactory Create(LogThreshold threshold, LogFormat format, TimeProvider time) =>
        LoggerFactory.Create(builder => Configure(builder, threshold, format, time));

    public static void Configure(ILoggingBuilder builder, LogThreshold threshold, LogFormat format, TimeProvider time)
    {
        builder.ClearProviders();
        builder.SetMinimumLevel(LevelOf(threshold));

        // The framework's own chatter below warnings (each request, each connection) is volume, not change.
        builder.AddFilter("Microsoft", threshold == LogThreshold.Error ? LogLevel.Error : LogLevel.Warning);
        builder.Services.AddSingleton(time);
        builder.AddConsole(options =>
        {
            options.LogToStandardErrorThreshold = LogLevel.Trace;
            options.FormatterName = format == LogFormat.Json ? ConsoleFormatterNames.Json : LineFormatter.FormatterName;

            // A terminal that is paused must not stop the agent; the logger says how many entries it dropped.
            options.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        builder.AddConsoleFormatter<LineFormatter, LineFormatterOptions>(options => options.WithStacks = threshold == LogThreshold.Debug);
        builder.AddJsonConsole(options =>
        {
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(options =>
            options.FormatterName = format == LogFormat.Json ? ConsoleFormatterNames.Json : LineFormatter.FormatterName);
    }

    private static LogLevel LevelOf(LogThreshold threshold) => threshold switch
    {
        LogThreshold.Debug => LogLevel.Debug,
        LogThreshold.Warning => LogLevel.Warning,
        LogThreshold.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };
}
