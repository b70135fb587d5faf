using System.Text.Json;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Configuration.Sections;

namespace Windsock.Agent.Tests.Logging;

/// <summary>The whole log, as it comes out of the process.</summary>
[Collection(nameof(StandardError))]
public sealed partial class AgentLoggingTests
{
    private const string Category = "Windsock.FlowCollector.Hubble.HubbleSource";

    [Fact]
    public void Text_entries_are_lines_from_the_threshold_on()
    {
        var text = StandardError.Capture(LogThreshold.Info, LogFormat.Text, loggers =>
        {
            var logger = loggers.CreateLogger(Category);
            LogDetail(logger);
            LogConnected(logger, "localhost:4245");
        });

        Assert.Equal("2026-03-01T09:30:00.125Z INFO  hubble: connected to localhost:4245\n", text);
    }

    [Fact]
    public void Json_entries_are_objects_with_the_event_id()
    {
        var text = StandardError.Capture(LogThreshold.Debug, LogFormat.Json, loggers =>
        {
            var logger = loggers.CreateLogger(Category);
            LogConnected(logger, "localhost:4245");
        });

        using var entry = JsonDocument.Parse(text);
        Assert.Equal(9_001, entry.RootElement.GetProperty("EventId").GetInt32());
        Assert.Equal("connected to localhost:4245", entry.RootElement.GetProperty("Message").GetString());
        Assert.EndsWith("Z", entry.RootElement.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }

    [LoggerMessage(EventId = 9_001, Level = LogLevel.Information, Message = "connected to {Address}")]
    private static partial void LogConnected(ILogger logger, string address);

    [LoggerMessage(EventId = 9_002, Level = LogLevel.Debug, Message = "detail")]
    private static partial void LogDetail(ILogger logger);
}
