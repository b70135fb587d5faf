using System.Text.Json;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Logging;

namespace Windsock.Agent.Tests.Logging;

/// <summary>The whole log, as it comes out of the process. No other test writes to standard error.</summary>
public sealed partial class AgentLoggingTests
{
    [Fact]
    public void Text_entries_are_lines_from_the_threshold_on()
    {
        var text = Capture(LogThreshold.Info, LogFormat.Text, logger =>
        {
            LogDetail(logger);
            LogConnected(logger, "localhost:4245");
        });

        Assert.Equal("2026-03-01T09:30:00.125Z INFO  hubble: connected to localhost:4245\n", text);
    }

    [Fact]
    public void Json_entries_are_objects_with_the_event_id()
    {
        var text = Capture(LogThreshold.Debug, LogFormat.Json, logger => LogConnected(logger, "localhost:4245"));

        using var entry = JsonDocument.Parse(text);
        Assert.Equal(9_001, entry.RootElement.GetProperty("EventId").GetInt32());
        Assert.Equal("connected to localhost:4245", entry.RootElement.GetProperty("Message").GetString());
        Assert.EndsWith("Z", entry.RootElement.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }

    private static string Capture(LogThreshold threshold, LogFormat format, Action<ILogger> log)
    {
        var original = Console.Error;
        using var writer = new StringWriter();
        Console.SetError(writer);
        try
        {
            // Disposing the factory waits until its queue is written.
            using (var factory = AgentLogging.Create(threshold, format, new StoppedClock()))
            {
                log(factory.CreateLogger("Windsock.FlowCollector.Hubble.HubbleSource"));
            }

            return writer.ToString();
        }
        finally
        {
            Console.SetError(original);
        }
    }

    [LoggerMessage(EventId = 9_001, Level = LogLevel.Information, Message = "connected to {Address}")]
    private static partial void LogConnected(ILogger logger, string address);

    [LoggerMessage(EventId = 9_002, Level = LogLevel.Debug, Message = "detail")]
    private static partial void LogDetail(ILogger logger);
}
