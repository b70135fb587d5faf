using System.Collections.Immutable;
using Windsock.Agent.Cli;
using Windsock.Agent.Doctor;
using Windsock.Agent.Doctor.Checks;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Doctor;

public sealed class DoctorRunTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_that_hangs_fails_when_its_time_is_over_and_keeps_nobody_waiting_longer()
    {
        var time = new ManualTime();
        var run = RunAsync(time, new ActingCheck(_ => new TaskCompletionSource<CheckResult>().Task), new ActingCheck(_ => Task.FromResult(CheckResult.Ok("Fine."))));

        time.Advance(Timeout);

        var reports = await run;
        Assert.Equal([CheckState.Fail, CheckState.Ok], reports.Select(report => report.Result.State));
        Assert.Equal("No answer within 5 s.", reports[0].Result.Meaning);
    }

    [Fact]
    public async Task A_check_that_breaks_is_reported_without_what_could_steer_a_terminal()
    {
        var reports = await RunAsync(new ManualTime(), new ActingCheck(_ => throw new InvalidOperationException("odd\u001b[2J")));

        Assert.Equal(CheckResult.Fail("The check itself failed: odd?[2J (InvalidOperationException).", "Please report it."), reports[0].Result);
    }

    [Fact]
    public async Task What_a_check_needs_and_is_not_there_skips_it()
    {
        var reports = await RunAsync(new ManualTime(), new ActingCheck(_ => throw new CheckSkippedException("Nothing to look at.")));

        Assert.Equal(CheckResult.Skipped("Nothing to look at."), reports[0].Result);
    }

    [Fact]
    public async Task Reports_come_in_the_order_of_areas()
    {
        var result = CheckResult.Ok("");
        IDoctorCheck[] checks = [new FixedCheck(CheckArea.State, "a", result), new FixedCheck(CheckArea.Hubble, "b", result), new FixedCheck(CheckArea.Hubble, "c", result)];

        Assert.Equal(["b", "c", "a"], (await RunAsync(new ManualTime(), checks)).Select(report => report.Name));
    }

    [Fact]
    public async Task Who_asks_to_stop_gets_no_report()
    {
        using var stop = new CancellationTokenSource();
        var run = new DoctorRun([new ActingCheck(async limit => { await new TaskCompletionSource().Task.WaitAsync(limit); return CheckResult.Ok(""); })], Timeout, new ManualTime()).RunAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Theory]
    [InlineData("ok", "ok", "skipped")]
    [InlineData("warn", "ok", "warn")]
    [InlineData("fail", "fail", "warn")]
    [InlineData("ok", "skipped", "skipped")]
    public void The_worst_decides_and_what_was_skipped_does_not(string worst, params string[] states) => Assert.Equal(
        worst, CheckWords.Of(DoctorDocument.WorstOf([.. states.Select(state => new CheckReport(CheckArea.Agent, "x", new CheckResult(Enum.Parse<CheckState>(state, ignoreCase: true), "")))])));

    [Fact]
    public void Texts_from_the_network_cannot_steer_the_terminal()
    {
        const string Hostile = "a\u001b[2Jb\u202ec\nd";
        ImmutableArray<CheckReport> reports = [new(CheckArea.Hubble, Hostile, CheckResult.Warn(Hostile, Hostile, Hostile))];

        var text = DoctorView.Render(reports, new CliConsole(TextWriter.Null, TextWriter.Null, false, 80));

        Assert.All(text, letter => Assert.True(letter == '\n' || SafeText.IsSafe(letter)));
        Assert.EndsWith("\n0 ok, 1 warning, 0 failures\n", text, StringComparison.Ordinal);
    }

    private static Task<ImmutableArray<CheckReport>> RunAsync(TimeProvider time, params IDoctorCheck[] checks) => new DoctorRun([.. checks], Timeout, time).RunAsync(Stop);

    private sealed class ActingCheck(Func<CancellationToken, Task<CheckResult>> act) : IDoctorCheck
    {
        public CheckArea Area => CheckArea.Agent;

        public string Name => "acting";

        public Task<CheckResult> RunAsync(CancellationToken stop) => act(stop);
    }
}
