using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.Agent.Web;
using Windsock.Exporter.AuditTrail;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

/// <summary>What doctor says of the watches of the platform and of the audit trail.</summary>
public sealed class PlatformChecksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, 12, CheckState.Ok, "State locks of Terraform are followed: 12 changes since the agent started.")]
    [InlineData(true, 0, CheckState.Warn, "No state locks of Terraform were found so far.")]
    [InlineData(false, 5, CheckState.Fail, "The watch of state locks of Terraform does not work; it has failed 2 times.")]
    public async Task A_watch_is_told_by_the_agents_books(bool isUp, long decoded, object state, string said)
    {
        var status = SomeSights.AgentStatus() with { Platform = [new PlatformSourceStatus("terraform_locks", isUp, decoded, decoded, 0, 0, 0, 0, 2)] };

        var result = await Locks(status).RunAsync(Stop);

        Assert.Equal(((CheckState)state, said), (result.State, result.Meaning));
        Assert.Equal(result.State == CheckState.Ok, result.Mend.Length == 0);
    }

    [Fact]
    public async Task An_agent_that_watches_nothing_is_another_one() => Assert.Equal(CheckState.Warn, (await Locks(SomeSights.AgentStatus()).RunAsync(Stop)).State);

    [Fact]
    public async Task A_trail_that_nobody_touched_is_well()
    {
        await WriteAsync();

        var result = await new TrailCheck(_folder.Path, "").RunAsync(Stop);

        Assert.Equal((CheckState.Ok, $"2 records in {_folder.Path} follow one from the other, 0 of 1 files are sealed."), (result.State, result.Meaning));
    }

    [Fact]
    public async Task A_trail_that_was_changed_is_named_with_its_file()
    {
        await WriteAsync();
        var file = Directory.GetFiles(_folder.Path, "audit-*.jsonl").Single();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, Stop)).Replace("node-1", "node-2", StringComparison.Ordinal), Stop);

        var result = await new TrailCheck(_folder.Path, "").RunAsync(Stop);

        Assert.Equal(CheckState.Fail, result.State);
        Assert.Contains(Path.GetFileName(file), result.Meaning, StringComparison.Ordinal);
        Assert.Contains("windsock audit verify", result.Mend, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trail_that_is_not_here_or_cannot_be_read_is_a_failure_and_one_without_time_is_left_out()
    {
        Assert.Contains("does not exist here", (await new TrailCheck("/nowhere/trail", "").RunAsync(Stop)).Meaning, StringComparison.Ordinal);
        await WriteAsync();
        Assert.Contains("cannot be read", (await new TrailCheck(_folder.Path, "/nowhere/key").RunAsync(Stop)).Meaning, StringComparison.Ordinal);
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        Assert.Equal(CheckState.Skipped, (await new TrailCheck(_folder.Path, "").RunAsync(over.Token)).State);
    }

    private static PlatformWatchCheck Locks(AgentStatus status) => new(SomeSights.Agent(status), "terraform_locks", "platform.terraform", "state locks of Terraform");

    /// <summary>An agent that started and stopped.</summary>
    private async Task WriteAsync()
    {
        var parts = AuditTrailRegistration.Create(new TrailOptions { Directory = _folder.Path }, "node-1", ["airflow"], new ManualTime(), NullLoggerFactory.Instance);
        using var stage = parts.Stages.Single();
        var running = stage.RunAsync();
        stage.Complete();
        await running;
    }
}
