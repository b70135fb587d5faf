using FsCheck;
using FsCheck.Fluent;
using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.Tests.Alerts;
using Windsock.Exporter.Tests.Prometheus;
using Windsock.Exporter.Tests.Prometheus.Platform;
using Windsock.Testing;

namespace Windsock.Exporter.Tests.AuditTrail;

public sealed class TrailStageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly CollectingLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public void Whenever_the_disk_is_full_the_books_balance_and_the_trail_tells_every_drop() =>
        Prop.ForAll<int>(seed => Play(seed).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public async Task A_full_disk_is_said_loudly_once_and_the_trail_tells_what_is_missing()
    {
        using var trail = new PlayedTrail();
        using var stage = Stage(trail, queue: 1_000);
        var running = stage.RunAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Books.IsUp), Patience, "the trail is open");
        trail.Folder.GoodOperations = 0;
        Offer(stage, 1);
        await Eventually.HoldsAsync(() => Task.FromResult(!stage.Books.IsUp), Patience, "the disk is full");
        Offer(stage, 2_000);

        Assert.True(stage.Books.DroppedBecause(TrailDrop.Disk) >= 2_001 - 1_000 - 512);
        trail.Folder.GoodOperations = null;
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Books.IsUp), Patience, "the disk has room");
        stage.Complete();
        await running;

        Assert.Single(_logs.Lines, line => line.Contains("NOT WRITTEN to /state: No space left on device", StringComparison.Ordinal));
        Assert.Single(_logs.Lines, line => line.Contains("written to /state again", StringComparison.Ordinal));
        var gap = Assert.Single(trail.Records(), record => record.GetProperty("kind").GetString() == "gap");
        Assert.Equal(("disk", stage.Books.Dropped), (gap.GetProperty("reason").GetString(), gap.GetProperty("missing").GetInt64()));
        Assert.Equal(stage.Books.Offered, stage.Books.Written + stage.Books.Dropped);
        Assert.True(trail.Verify().IsWhole);
    }

    [Fact]
    public async Task When_the_time_to_stop_is_over_what_is_left_is_counted_and_told()
    {
        using var trail = new PlayedTrail();
        using var stage = Stage(trail, queue: 1_000);
        trail.Folder.GoodOperations = 0;
        Offer(stage, 40);
        var running = stage.RunAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(_logs.Lines.Any(line => line.Contains("NOT WRITTEN", StringComparison.Ordinal))), Patience, "the disk is full");
        stage.Complete();
        stage.Abort();
        await running;

        Assert.Equal((40, 0, 40), (stage.Books.Offered, stage.Books.Written, stage.Books.DroppedBecause(TrailDrop.Shutdown)));
        Assert.Single(_logs.Lines, line => line.Contains("40 records are missing at the end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_end_of_a_file_publishes_its_head()
    {
        using var trail = new PlayedTrail(maxFileBytes: 1_000);
        using var stage = Stage(trail, queue: 1_000);
        var running = stage.RunAsync();
        Offer(stage, 5);
        await Eventually.HoldsAsync(() => Task.FromResult(stage.Books.Written == 5), Patience, "the first are written");
        Offer(stage, 5);
        stage.Complete();
        await running;

        var line = _logs.Lines.First(line => line.Contains("sealed audit-0000000000000000001.jsonl", StringComparison.Ordinal));
        var head = System.Text.RegularExpressions.Regex.Match(line, "head ([0-9a-f]{64})").Groups[1].Value;
        Assert.True(trail.Verify(expectedHead: head).IsWhole);
        Assert.False(trail.Verify(expectedHead: new string('a', 64)).IsWhole);
    }

    private static void Offer(TrailStage stage, int count)
    {
        for (var i = 0; i < count; i++)
        {
            stage.Offer(TrailKind.Action, SomeAction.Of(Some.TaskPod()));
        }
    }

    private async Task<Property> Play(int seed)
    {
        var dice = new Random(seed);
        using var trail = new PlayedTrail(maxFileBytes: 20_000);
        using var stage = Stage(trail, queue: 10);
        var running = stage.RunAsync();
        for (var step = 0; step < 6; step++)
        {
            Offer(stage, dice.Next(20));
            trail.Folder.GoodOperations = dice.Next(2) == 0 ? dice.Next(8) : null;
            await Task.Yield();
        }

        trail.Folder.GoodOperations = null;
        stage.Complete();
        await running;
        var verdict = trail.Verify();
        var books = stage.Books;
        return (verdict.IsWhole && books.Offered == books.Written + books.Dropped && verdict.Missing == books.Dropped && trail.Count("action") == books.Written)
            .Label($"seed {seed}: offered {books.Offered}, written {books.Written}, dropped {books.Dropped}, told {verdict.Missing}, there {trail.Count("action")}\n{string.Join('\n', verdict.Problems)}");
    }

    private TrailStage Stage(PlayedTrail trail, int queue) =>
        new(trail.Make, trail.Retention.Apply, trail.Folder.Path, queue, trail.Time, _logs);
}
