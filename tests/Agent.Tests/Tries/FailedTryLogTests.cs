using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Tests.Logging;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Tries;

[Collection(nameof(StandardError))]
public sealed class FailedTryLogTests
{
    [Fact]
    public void Each_failed_try_is_one_line() =>
        Golden.Matches("Tries/Golden/failed_tries.txt", Log(LogFormat.Text, [.. SomeStories.All, SomeStories.Hostile]));

    [Fact]
    public void Json_has_every_id_as_a_field()
    {
        var entry = JsonNode.Parse(Log(LogFormat.Json, [SomeStories.Doubtful]))!.AsObject();
        entry.Remove("Timestamp");

        Golden.Matches("Tries/Golden/failed_try.json", entry.ToString() + "\n");
    }

    [Fact]
    public void The_same_line_is_not_said_twice_and_a_changed_one_is()
    {
        var denied = SomeStories.Denied;
        var later = denied with { Causes = [denied.Causes[0] with { Sentence = "It was something else." }] };

        var lines = Lines(Log(LogFormat.Text, [denied, denied with { AirflowState = "failed" }, later, later]));

        Assert.Equal(2, lines.Length);
        Assert.Contains("It was something else.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_try_that_turns_out_to_have_succeeded_is_not_said_to_have_failed() => Assert.Single(Lines(Log(
        LogFormat.Text, [SomeStories.Doubtful, SomeStories.Doubtful with { Result = TryResult.Succeeded }])));

    [Fact]
    public void What_is_remembered_is_bounded()
    {
        var many = Enumerable.Range(0, 4_097).Select(number => SomeStories.Denied with { Id = number.ToString("x16", System.Globalization.CultureInfo.InvariantCulture) });

        Assert.Equal(4_098, Lines(Log(LogFormat.Text, [.. many, SomeStories.Denied with { Id = "0000000000000000" }])).Length);
    }

    private static string Log(LogFormat format, ImmutableArray<TryStory> stories) => StandardError.Capture(LogThreshold.Info, format, loggers =>
    {
        var log = new FailedTryLog(loggers.CreateLogger<FailedTryLog>());
        foreach (var story in stories)
        {
            log.Observe(story);
        }
    });

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
