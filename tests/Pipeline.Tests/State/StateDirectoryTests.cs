using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Pipeline.State;
using Windsock.Pipeline.Storage;
using Windsock.Pipeline.Tests.Calls;
using Windsock.Pipeline.Tests.Storage;
using Windsock.Testing;

namespace Windsock.Pipeline.Tests.State;

public class StateDirectoryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_was_written_is_read_after_a_restart_and_the_newest_of_one_name_counts()
    {
        using var temp = new TempFolder();
        using (var state = new StateDirectory(temp.Path, TimeProvider.System, NullLogger.Instance))
        {
            state.Write("alerts", "one"u8.ToArray());
            state.Write("alerts", "two"u8.ToArray());
            state.Write("baselines-worker-1", new byte[100_000]);
            await RunToEndAsync(state);

            Assert.Equal((2, 1, 0), (state.Counts.Of(StateWrite.Written), state.Counts.Of(StateWrite.Superseded), state.Counts.Of(StateWrite.Abandoned)));
        }

        using var after = new StateDirectory(temp.Path, TimeProvider.System, NullLogger.Instance);
        Assert.Equal("two", Text(after.Read("alerts")));
        Assert.Equal(100_000, after.Read("baselines-worker-1")!.Length);
        Assert.Null(after.Read("never-written"));
    }

    [Fact]
    public void Whoever_writes_does_not_wait_for_the_disk_and_may_use_its_buffer_again()
    {
        var folder = new MemoryFolder { GoodOperations = 0 };
        using var state = new StateDirectory(folder, TimeProvider.System, NullLogger.Instance);
        var buffer = "content"u8.ToArray();

        state.Write("alerts", buffer);
        buffer[0] = (byte)'X';
        folder.GoodOperations = null;
        state.Complete();
        Assert.True(state.RunAsync().IsCompletedSuccessfully);

        Assert.Equal("content", Text(state.Read("alerts")));
    }

    [Theory]
    [InlineData("windsock-state 1 7 00000000\ncontent", StateFault.Corrupt)]
    [InlineData("windsock-state 1 9 61af7533\ncontent", StateFault.Truncated)]
    [InlineData("windsock-state 1 5 61af7533\ncontent", StateFault.Corrupt)]
    [InlineData("windsock-state 2 7 61af7533\ncontent", StateFault.UnknownVersion)]
    [InlineData("windsock-state 1 -7 61af7533\ncontent", StateFault.Corrupt)]
    [InlineData("windsock-state 1\ncontent", StateFault.Corrupt)]
    [InlineData("something else\ncontent", StateFault.Corrupt)]
    [InlineData("windsock-st", StateFault.Truncated)]
    [InlineData("", StateFault.Truncated)]
    internal void A_file_that_cannot_be_read_is_set_aside_said_and_counted(string file, StateFault fault)
    {
        var log = new LineLog();
        var folder = new MemoryFolder();
        folder.Replace("alerts.state", Encoding.ASCII.GetBytes(file));
        using var state = new StateDirectory(folder, new ManualTime(), log);

        Assert.Null(state.Read("alerts"));
        Assert.Null(state.Read("alerts"));

        Assert.Equal(1, state.Counts.Of(fault, isForeign: false));
        Assert.Equal(["alerts.corrupt-20260301T120000.0000000Z"], folder.FileNames);
        Assert.Contains("State 'alerts' cannot be used", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void At_most_five_of_a_name_are_set_aside()
    {
        var time = new ManualTime();
        var folder = new MemoryFolder();
        using var state = new StateDirectory(folder, time, NullLogger.Instance);
        for (var i = 0; i < 8; i++)
        {
            folder.Replace("alerts.state", StateFile.Encode("good"u8));
            state.SetAside("alerts", "its version 7 is newer than this agent");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(5, folder.FileNames.Count);
        Assert.Equal("alerts.corrupt-20260301T120003.0000000Z", folder.FileNames[0]);
        Assert.Equal(8, state.Counts.Of(StateFault.Unusable, isForeign: false));
    }

    [Fact]
    public async Task A_disk_that_will_not_is_said_once_tried_again_and_gets_the_newest_content()
    {
        var time = new ManualTime();
        var log = new LineLog();
        var folder = new MemoryFolder { GoodOperations = 0 };
        using var state = new StateDirectory(folder, time, log);
        var run = Task.Run(state.RunAsync, TestContext.Current.CancellationToken);
        state.Write("alerts", "old"u8.ToArray());
        await time.SeeWaitAsync(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.6), TestContext.Current.CancellationToken);
        state.Write("alerts", "new"u8.ToArray());
        await time.PassWaitAsync(TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.6), TestContext.Current.CancellationToken);
        await time.SeeWaitAsync(TimeSpan.FromSeconds(0.49), TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);

        folder.GoodOperations = null;
        time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => Task.FromResult(state.Counts.Of(StateWrite.Written) == 1), Patience, "the content is written");
        state.Complete();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal("new", Text(state.Read("alerts")));
        Assert.Equal((2, 1), (state.Counts.Of(StateWrite.Failed), state.Counts.Of(StateWrite.Superseded)));
        Assert.Collection(
            log.Lines,
            line => Assert.Contains("No space left on device", line, StringComparison.Ordinal),
            line => Assert.Equal("State is written to /state again.", line));
    }

    [Fact]
    public async Task What_a_bad_disk_does_not_take_until_the_end_is_counted_and_said()
    {
        var log = new LineLog();
        using var state = new StateDirectory(new MemoryFolder { GoodOperations = 0, Failure = "Read-only file system" }, new ManualTime(), log);
        state.Write("alerts", "x"u8.ToArray());
        var run = Task.Run(state.RunAsync, TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => Task.FromResult(state.Counts.Of(StateWrite.Failed) > 0), Patience, "a failed write");

        state.Abort();
        await run.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(1, state.Counts.Of(StateWrite.Abandoned));
        Assert.Contains("State alerts was not written to /state", log.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_is_read_by_its_prefix_and_what_is_damaged_left_where_it_is()
    {
        var folder = new MemoryFolder();
        folder.Replace("baselines-a.state", StateFile.Encode("of a"u8));
        folder.Replace("baselines-b.state", "windsock-state 1 4 00000000\nof b"u8);
        folder.Replace("baselines-c.state", StateFile.Encode("of c"u8));
        folder.Replace("baselines-d.state.tmp", StateFile.Encode("on its way"u8));
        folder.Replace("alerts.state", StateFile.Encode("other"u8));
        using var state = new StateDirectory(folder, new ManualTime(), NullLogger.Instance);

        var all = state.ReadAll("baselines-");

        Assert.Equal(["baselines-a: of a", "baselines-c: of c"], all.Select(one => $"{one.Name}: {Text(one.Content)}"));
        Assert.Equal(1, state.Counts.Of(StateFault.Corrupt, isForeign: true));
        Assert.Contains("baselines-b.state", folder.FileNames);
    }

    [Fact]
    public void A_name_that_could_lead_out_of_the_directory_is_none()
    {
        using var state = new StateDirectory(new MemoryFolder(), new ManualTime(), NullLogger.Instance);

        Assert.Throws<ArgumentException>(() => state.Read("../secret"));
        state.Write("../secret", "x"u8.ToArray());
        state.Write("too-large", new byte[StateDirectory.MaxBytes + 1]);
        for (var i = 0; i <= StateDirectory.MaxNames; i++)
        {
            state.Write($"name-{i}", "x"u8.ToArray());
        }

        Assert.Equal(3, state.Counts.Of(StateWrite.Refused));
    }

    [Fact]
    public void All_series_are_there_from_the_start()
    {
        using var state = new StateDirectory(new MemoryFolder(), new ManualTime(), NullLogger.Instance);
        var series = new SeriesCollector();

        state.Metrics.Collect(series);

        Assert.Equal(state.Metrics.Families.Select(family => family.Name), series.Families);
        Assert.Equal(0, series["state_writes_total written"]);
        Assert.Equal(0, series["state_unreadable_total foreign unknown_version"]);
    }

    [Fact]
    public void Without_a_directory_nothing_is_remembered_and_nothing_fails()
    {
        var state = new MemoryState();

        state.Write("alerts", "x"u8.ToArray());
        state.SetAside("alerts", "why");

        Assert.Null(state.Read("alerts"));
        Assert.Empty(((Model.State.IStateStore)state).ReadAll("a"));
    }

    private static async Task RunToEndAsync(StateDirectory state)
    {
        state.Complete();
        await state.RunAsync().WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static string Text(byte[]? content) => Encoding.UTF8.GetString(content ?? []);
}
