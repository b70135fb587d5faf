using Windsock.Agent.Cli;
using Windsock.Agent.Simulation.Demo;
using Windsock.Agent.Tries;
using Windsock.Model.Tries;

namespace Windsock.Agent.Tests.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public void The_page_is_up_to_date() => Golden.MatchesInRepository("docs/reference/cli.md", CliReference.Render(), "run 'make docs'");

    [Fact]
    public async Task Help_is_for_the_verb_and_goes_to_standard_output()
    {
        var (code, output, error) = await RunAsync("replay", "--help");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Assert.Contains("windsock replay FILE... [options]", output, StringComparison.Ordinal);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rnu")]
    [InlineData("run --confg x")]
    [InlineData("run -c")]
    [InlineData("run extra")]
    [InlineData("demo --for 3")]
    [InlineData("demo --for 0s")]
    [InlineData("demo --seed x")]
    [InlineData("demo --listen 127.0.0.1:99999")]
    [InlineData("replay")]
    [InlineData("replay x --top -1")]
    [InlineData("explain etl orders")]
    [InlineData("explain --result lost")]
    [InlineData("explain --cause policy-denied")]
    [InlineData("explain --try x")]
    [InlineData("explain --limit 501")]
    [InlineData("explain --agent ftp://x")]
    [InlineData("explain --id 0123456789abcdef --task t")]
    [InlineData("explain --id ../status")]
    [InlineData("observe --verdict denied")]
    [InlineData("observe --last 0")]
    [InlineData("observe --since yesterday")]
    [InlineData("observe -o yaml")]
    [InlineData("top --limit 0")]
    [InlineData("doctor --timeout 3m")]
    [InlineData("doctor --timeout soon")]
    [InlineData("cardinality --dags 0")]
    [InlineData("cardinality --dags 99999999999")]
    [InlineData("cardinality --tasks 0")]
    [InlineData("cardinality --dags 5 --agent node:1")]
    [InlineData("cardinality --agent node:1 --nodes 3")]
    [InlineData("cardinality --dags 5 --times 3")]
    [InlineData("identities --limit 0")]
    [InlineData("identities -o yaml")]
    [InlineData("check-config")]
    [InlineData("version -o jsn")]
    public async Task Wrong_usage_is_explained_and_answers_2(string line)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Golden.Matches($"Cli/Golden/usage.{string.Concat(line.Select(letter => char.IsLetterOrDigit(letter) ? letter : '_'))}.txt", error);
    }

    [Fact]
    public async Task No_verb_shows_the_help_and_answers_2()
    {
        var (code, output, error) = await RunAsync();

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Contains("Commands:", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_reach_the_verbs()
    {
        DemoArguments? demo = null;
        ReplayArguments? replay = null;
        RunArguments? run = null;
        ExplainArguments? explain = null;
        ObserveArguments? observe = null;
        TopArguments? top = null;
        DoctorArguments? doctor = null;
        CardinalityArguments? cardinality = null;
        IdentitiesArguments? identities = null;
        var verbs = new VerbSet((arguments, _, _) => Take(run = arguments), (arguments, _, _) => Take(demo = arguments), (arguments, _, _) => Take(replay = arguments), (arguments, _, _) => Take(explain = arguments), (arguments, _, _) => Take(observe = arguments), (arguments, _, _) => Take(top = arguments), (arguments, _, _) => Take(doctor = arguments), (arguments, _, _) => Take(cardinality = arguments), (arguments, _, _) => Take(identities = arguments));

        Assert.Equal(7, await CommandLine.RunAsync(["run"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(7, await CommandLine.RunAsync(["demo", "--for", "30s", "--seed", "4", "--mesh", "off", "--platform", "off", "--plain", "-o", "json"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(7, await CommandLine.RunAsync(["replay", "a", "-", "--pods", "p", "--top", "3", "--airflow-namespace", "x", "--airflow-namespace", "y"], verbs, Silent(), TestContext.Current.CancellationToken));

        Assert.Equal(7, await CommandLine.RunAsync(["explain", "etl", "--namespace", "n", "--task", "t", "--run", "r", "--try", "2", "--map-index", "3", "--result", "failed", "--cause", "tls", "--agent", "node:1", "--limit", "5"], verbs, Silent(), TestContext.Current.CancellationToken));

        Assert.Equal(7, await CommandLine.RunAsync(["observe", "--dag", "a", "--dag", "b*", "--verdict", "dropped", "--peer", "x y", "--last", "5", "--since", "5m", "--all", "-f", "-o", "jsonpb", "--agent", "node:1"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(7, await CommandLine.RunAsync(["top", "--once", "--limit", "3", "-o", "json"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(7, await CommandLine.RunAsync(["doctor", "--config", "c.yaml", "--agent", "node:1", "--timeout", "9s", "--send-test-alert", "-o", "json"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(new DoctorArguments("c.yaml", new Uri("http://node:1"), TimeSpan.FromSeconds(9), true, OutputFormat.Json), doctor);
        Assert.Equal(7, await CommandLine.RunAsync(["doctor"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(new DoctorArguments(null, null, TimeSpan.FromSeconds(5), false, OutputFormat.Table), doctor);

        Assert.Equal(7, await CommandLine.RunAsync(["cardinality", "--dags", "20", "--tasks", "3", "--peers", "9", "--mesh", "--nodes", "4", "--nodes-per-task", "2", "-c", "x.yaml", "-o", "json"], verbs, Silent(), TestContext.Current.CancellationToken));

        Assert.Equal(7, await CommandLine.RunAsync(["identities", "--dag", "etl", "--namespace", "n", "--limit", "3", "--agent", "node:1", "-o", "json"], verbs, Silent(), TestContext.Current.CancellationToken));
        Assert.Equal(new IdentitiesArguments(new Uri("http://node:1"), "n", "etl", 3, OutputFormat.Json), identities);

        Assert.NotNull(run);
        Assert.Equal(new CardinalityArguments(null, 20, 3, 9, true, 4, 2, "x.yaml", null, null, 10, OutputFormat.Json), cardinality);
        Assert.Equal(new ObserveArguments(new Uri("http://node:1"), "?dag=a&dag=b%2A&peer=x%20y&verdict=dropped&all=true&last=5&since=5m&follow=true&format=hubble", true, FlowOutput.Jsonpb), observe);
        Assert.Equal(new TopArguments(new Uri("http://127.0.0.1:9465"), true, 3, OutputFormat.Json), top);
        Assert.Equal(new ExplainArguments(new Uri("http://node:1"), null, new StoryQuery("n", "etl", "t", "r", 2, 3, TryResult.Failed, FailureCause.Tls), 5, OutputFormat.Table), explain);
        Assert.Equal(new DemoArguments(TimeSpan.FromSeconds(30), 4, 300, "127.0.0.1:9465", null, true, OutputFormat.Json) { Mesh = MeshMode.Off, Platform = PlatformMode.Off }, demo);
        Assert.Equal(["a", "-"], replay!.Files);
        Assert.Equal(["x", "y"], replay.AirflowNamespaces);
        Assert.Equal(("p", 3, OutputFormat.Table), (replay.PodsFile, replay.Top, replay.Output));

        static Task<int> Take(object _) => Task.FromResult(7);
    }

    [Fact]
    public async Task A_failure_of_a_verb_becomes_one_line_and_its_code()
    {
        var (code, output, error) = await RunAsync(Failing(new CommandFailure("the disk is full", ExitCode.ReconciliationOff)), "demo");

        Assert.Equal((ExitCode.ReconciliationOff, "", "windsock: the disk is full\n"), (code, output, error));
    }

    [Fact]
    public async Task A_mistake_in_the_program_is_told_with_its_stack_and_answers_1()
    {
        var (code, _, error) = await RunAsync(Failing(new InvalidOperationException("boom")), "demo");

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith("windsock: unexpected failure, please report it: System.InvalidOperationException: boom\n", error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_that_ends_by_itself_after_the_signal_keeps_its_code()
    {
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        var verbs = Failing(new CommandFailure("not called")) with { Run = (_, _, stop) => Task.FromResult(stop.IsCancellationRequested ? ExitCode.Ok : ExitCode.Failed) };

        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(["run"], verbs, Silent(), stopped.Token));
    }

    [Fact]
    public async Task A_wrong_configuration_starts_nothing_and_answers_2()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("bad.yaml", "http: { lisen: x }");

        var (code, output, error) = await RunAsync("run", "--config", file);

        Assert.Equal((ExitCode.Usage, ""), (code, output));
        Assert.Equal($"{file}:1: http.lisen: unknown key; did you mean 'listen'? keys of http: listen\nwindsock: 1 mistake in the configuration\n", error);
    }

    [Fact]
    public async Task Check_config_answers_0_or_2()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(ExitCode.Ok, (await RunAsync("check-config", "-c", folder.Write("good.yaml", "http: {}"))).Code);
        Assert.Equal(ExitCode.Usage, (await RunAsync("check-config", "-c", folder.Write("bad.yaml", "http: []"), "-o", "json")).Code);
    }

    [Fact]
    public async Task The_version_is_one_line_or_json()
    {
        var (_, line, _) = await RunAsync("version");
        var (_, json, _) = await RunAsync("version", "-o", "json");
        var (_, option, _) = await RunAsync("--version");

        Assert.StartsWith("windsock 0.", line, StringComparison.Ordinal);
        Assert.Equal(line, option);
        Assert.Contains("\"version\": \"0.", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docs_writes_every_reference_page()
    {
        using var folder = new TemporaryFolder();

        var (code, _, _) = await RunAsync("docs", "--directory", folder.Path);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(ReferencePages.All.Select(page => page.File), Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static VerbSet Failing(Exception failure) =>
        new((_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure, (_, _, _) => throw failure);

    private static CliConsole Silent() => new(TextWriter.Null, TextWriter.Null, false, HelpPage.MaxWidth);

    private static Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunAsync(Failing(new CommandFailure("not called")), arguments);

    private static async Task<(int Code, string Out, string Error)> RunAsync(VerbSet verbs, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, verbs, new CliConsole(output, error, false, HelpPage.MaxWidth));
        return (code, output.ToString(), error.ToString());
    }
}
