using Windsock.Exporter.AuditTrail;
using Windsock.Exporter.AuditTrail.Records;
using Windsock.Exporter.Tests.Alerts;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.Exporter.Tests.AuditTrail;

public sealed class SourceGapTests : IDisposable
{
    private static readonly Instant Now = new(1_767_312_000_000_000_000);

    private readonly CollectingLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task What_a_source_may_have_missed_is_recorded_with_its_times_but_not_that_nobody_listened_before_the_first_start()
    {
        using var trail = new PlayedTrail();
        using var stage = new TrailStage(trail.Make, trail.Retention.Apply, trail.Folder.Path, 1_000, trail.Time, _logs);
        var observer = new TrailObserver(stage, new TrailSelection(TrailActions.Writes, ["airflow"]));
        var running = stage.RunAsync();

        observer.Observe(new PlatformGap("audit", "not_listening", Instant.Missing, Now));
        observer.Observe(new PlatformGap("audit", "not_listening", Now.Add(TimeSpan.FromMinutes(-5)), Now));
        stage.Complete();
        await running;

        var gap = Assert.Single(trail.Records(), record => record.GetProperty("kind").GetString() == "gap");
        Assert.Equal(
            ("audit", "not_listening", "2026-01-01T23:55:00.000000000Z", "2026-01-02T00:00:00.000000000Z"),
            (gap.GetProperty("source").GetString(), gap.GetProperty("reason").GetString(), gap.GetProperty("since").GetString(), gap.GetProperty("until").GetString()));
        Assert.Equal((1, 1, 0), (stage.Books.Offered, stage.Books.Written, stage.Books.Dropped));
        Assert.True(trail.Verify().IsWhole);
    }
}
