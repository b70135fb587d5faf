using System.Text;
using Windsock.Pipeline.Outbox;
using Windsock.Pipeline.Tests.Storage;

namespace Windsock.Pipeline.Tests.Outbox;

public class DeadLettersTests
{
    [Theory]
    [InlineData("https://hooks.slack.com/services/T0/B0/s3cret", "https://hooks.slack.com/...")]
    [InlineData("POST http://user:pw@host:8080/x?token=s3cret failed", "POST http://host:8080/... failed")]
    [InlineData("to 'https://host#s3cret' and https://other/s3cret?a", "to 'https://host/...' and https://other/...")]
    [InlineData("400 Bad Request: no such channel", "400 Bad Request: no such channel")]
    public void Of_an_address_only_the_host_is_left(string why, string expected) => Assert.Equal(expected, DeadLetters.Redact(why));

    [Fact]
    public void A_full_file_is_set_aside_and_there_are_never_more_than_two()
    {
        var folder = new MemoryFolder();
        using var letters = new DeadLetters(folder, 1_000, new LineLog());
        for (var i = 0; i < 40; i++)
        {
            letters.Write(DateTimeOffset.UnixEpoch, "only", OutboxBookTests.Entry($"key-{i}"), "rejected", "no");
        }

        Assert.Equal(["dead-letters.jsonl", "dead-letters.jsonl.1"], folder.FileNames);
        Assert.All(folder.FileNames, name => Assert.InRange(folder.Read(name, 10_000)!.Length, 1, 1_000));
        Assert.Contains("key-39", Text(folder), StringComparison.Ordinal);
        Assert.Equal(40, letters.Written.Value);
    }

    [Fact]
    public void After_half_a_line_the_next_one_is_whole_and_bytes_that_are_no_json_are_shown_as_base64()
    {
        var folder = new MemoryFolder();
        folder.Replace(DeadLetters.FileName, "{\"time\":\"2026"u8);
        using var letters = new DeadLetters(folder, 1_000, new LineLog());

        letters.Write(DateTimeOffset.UnixEpoch, "only", OutboxBookTests.Entry("a", bytes: 3), "rejected", "no");

        Assert.Equal(["{\"time\":\"2026", """{"time":"1970-01-01T00:00:00+00:00","sink":"only","key":"a","reason":"rejected","why":"no","payload":"AAAA"}""", ""], Text(folder).Split('\n'));
    }

    [Fact]
    public void A_disk_that_will_not_is_said_once_and_costs_the_line()
    {
        var log = new LineLog();
        var folder = new MemoryFolder { GoodOperations = 0 };
        using var letters = new DeadLetters(folder, 1_000, log);
        letters.Write(DateTimeOffset.UnixEpoch, "only", OutboxBookTests.Entry("a"), "rejected", "no");
        letters.Write(DateTimeOffset.UnixEpoch, "only", OutboxBookTests.Entry("b"), "rejected", "no");
        folder.GoodOperations = null;
        letters.Write(DateTimeOffset.UnixEpoch, "only", OutboxBookTests.Entry("c"), "rejected", "no");

        Assert.Equal((2, 1), (letters.Failed.Value, letters.Written.Value));
        Assert.Equal(2, log.Lines.Count);
        Assert.Contains("\"key\":\"c\"", Text(folder), StringComparison.Ordinal);
    }

    private static string Text(MemoryFolder folder) => Encoding.UTF8.GetString(folder.Read(DeadLetters.FileName, 10_000)!);
}
