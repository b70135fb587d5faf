using Windsock.Agent.Cli;

namespace Windsock.Agent.Tests.Cli;

/// <summary>A signal reaches every verb that runs in this process, so nothing else may.</summary>
[CollectionDefinition(nameof(SignalTests), DisableParallelization = true)]
[Collection(nameof(SignalTests))]
public sealed class SignalTests
{
    [Fact]
    public async Task A_signal_asks_the_verb_to_stop_and_an_interrupted_verb_answers_130()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent with the kill command of Linux");
        using var error = new StringWriter();
        var verbs = Composition.Verbs with
        {
            Replay = async (_, _, stop) =>
            {
                using var kill = System.Diagnostics.Process.Start("kill", $"-TERM {Environment.ProcessId}");
                await Task.Delay(TimeSpan.FromSeconds(30), TimeProvider.System, stop);
                return ExitCode.Ok;
            },
        };

        var code = await CommandLine.RunAsync(["replay", "x"], verbs, new CliConsole(TextWriter.Null, error, false, 80), TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Interrupted, "windsock: interrupted\n"), (code, error.ToString()));
    }
}
