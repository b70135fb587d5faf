using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;

namespace Windsock.Agent.Tests.Doctor;

public sealed class StateDirectoryCheckTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_directory_that_can_be_written_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        folder.Write("profiles.state", "kept");

        var result = await new StateDirectoryCheck(folder.Path, true).RunAsync(Stop);

        // A temporary folder may lie in memory, which is worth a warning.
        Assert.True(result.State is CheckState.Ok or CheckState.Warn, result.Meaning);
        Assert.StartsWith($"{folder.Path} can be written; it is on ", result.Meaning, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(folder.Path, "profiles.state")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_not_made()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "state");

        Assert.Equal(CheckState.Fail, (await new StateDirectoryCheck(missing, true).RunAsync(Stop)).State);
        Assert.False(Directory.Exists(missing));
    }

    [Fact]
    public async Task A_file_in_its_place_is_told()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(CheckState.Fail, (await new StateDirectoryCheck(folder.Write("state", ""), true).RunAsync(Stop)).State);
    }

    [Theory]
    [InlineData(true, "warn")]
    [InlineData(false, "skipped")]
    public async Task Without_one_alerts_that_wait_do_not_survive(bool hasReceivers, string state) =>
        Assert.Equal(state, CheckWords.Of((await new StateDirectoryCheck("", hasReceivers).RunAsync(Stop)).State));
}
