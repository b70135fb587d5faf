using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Windsock.Agent.Logging;

namespace Windsock.Agent.Tests.Logging;

public sealed class LoggingTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.MatchesInRepository("docs/reference/logging.md", LogReference.Render(), "run 'make docs'");

    [Fact]
    public void An_entry_is_one_line() => Assert.Equal(
        "2026-03-01T09:30:00.125Z INFO  hubble: connected to localhost:4245\n",
        Write(LogLevel.Information, "Windsock.FlowCollector.Hubble.HubbleSource", "connected to localhost:4245", null));

    [Fact]
    public void Text_from_outside_cannot_start_a_second_line() => Assert.Equal(
        "2026-03-01T09:30:00.125Z WARN  web: a b c\n",
        Write(LogLevel.Warning, "Windsock.Agent.Web.WebPages", "a\nb\u001bc", null));

    [Fact]
    public void Causes_follow_the_message_and_the_stack_only_when_asked_for()
    {
        var failure = new IOException("broken", new InvalidOperationException("because"));

        Assert.Equal(
            "2026-03-01T09:30:00.125Z ERROR cluster: failed (IOException: broken <- InvalidOperationException: because)\n",
            Write(LogLevel.Error, "Windsock.FlowCollector.Cluster.PodWatch", "failed", failure));
        Assert.Contains("---> System.InvalidOperationException: because", Write(LogLevel.Error, "x", "failed", failure, withStacks: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Windsock.FlowCollector.Hubble.HubbleSource", "hubble")]
    [InlineData("Windsock.Pipeline.Supervisor", "pipeline")]
    [InlineData("Windsock.Agent", "agent")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "Kestrel")]
    [InlineData("plain", "plain")]
    public void A_category_is_shown_by_its_folder(string category, string shown) => Assert.Equal(shown, LineFormatter.ShortCategory(category));

    [Fact]
    public void Ranges_of_event_ids_do_not_overlap()
    {
        var ranges = LogRanges.All.OrderBy(range => range.First).ToArray();

        Assert.All(ranges, range => Assert.True(range.First <= range.Last, range.Folder));
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.True(pair.First.Last < pair.Second.First, $"{pair.First.Folder} and {pair.Second.Folder}"));
    }

    private static string Write(LogLevel level, string category, string message, Exception? failure, bool withStacks = false)
    {
        var formatter = new LineFormatter(new StoppedClock(), Options.Create(new LineFormatterOptions { WithStacks = withStacks }));
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Write(new LogEntry<string>(level, category, default, message, failure, (state, _) => state), null, writer);
        return writer.ToString();
    }
}
