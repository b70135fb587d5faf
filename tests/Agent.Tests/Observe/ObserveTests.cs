using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Tests.Web;
using Windsock.Agent.Web;
using Windsock.Exporter.Activity;
using Windsock.Exporter.FlowLog;
using Windsock.Model.Flows;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Observe;

/// <summary>The verbs as a person calls them, against pages that are the agent's own.</summary>
public sealed class ObserveTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly ManualTime _time = new(SomeFlows.Noon.AddMinutes(1));
    private readonly KeptFlows _flows = new(capacity: 16);
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _web = await AgentWeb.StartAsync(
        "127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), new KeptStories(), KeptAlerts.None, _flows.Pages(_time), TimeProvider.System, NullLoggerFactory.Instance, Stop);

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    [Theory]
    [InlineData("compact", false)]
    [InlineData("compact", true)]
    [InlineData("table", false)]
    [InlineData("table", true)]
    [InlineData("json", false)]
    [InlineData("jsonpb", false)]
    public async Task Flows_are_printed_as_asked(string format, bool hasColour)
    {
        _flows.Add(SomeFlows.Day);

        var (code, output, error) = await RunAsync(hasColour, "observe", "--all", "-o", format);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches($"Observe/Golden/{format}{(hasColour ? ".coloured" : "")}.txt", output);
    }

    [Theory]
    [InlineData("compact")]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("jsonpb")]
    public async Task Nothing_from_the_network_reaches_the_terminal_as_more_than_text(string format)
    {
        var batch = SomeFlows.Of("etl", 0);
        var flow = batch.Flows[0];
        flow.L7 = new HttpRecord(L7Kind.Request, TimeSpan.Zero, 0, "GET\u001b[2J", "http://x/\u009b1m\u202e\"\n\r", "HTTP/1.1", "");
        _flows.Add(SomeFlows.Batch((flow, batch.Attributions[0])));

        var (_, output, _) = await RunAsync(false, "observe", "-o", format);

        Assert.Equal(format == "table" ? 2 : 1, output.Count(letter => letter == '\n'));
        Assert.All(output.Where(letter => letter != '\n'), letter => Assert.True(SafeText.IsSafe(letter), $"U+{(int)letter:X4}"));
        Assert.Contains("http://x/", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_of_hubble_holds_what_json_holds()
    {
        _flows.Add(SomeFlows.Day);

        var (_, json, _) = await RunAsync(false, "observe", "-o", "json");
        var (_, jsonpb, _) = await RunAsync(false, "observe", "-o", "jsonpb");

        var records = json.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, records.Length);
        Assert.Equal(records, jsonpb.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("windsock")[0].GetRawText()));
    }

    [Fact]
    public async Task Following_ends_well_when_it_is_asked_to()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var output = new LineWriter();
        var running = CommandLine.RunAsync(["observe", "-f", "--last", "1", "--agent", $"http://{_web.Address}"], Composition.Verbs, new CliConsole(output, TextWriter.Null, false, CliConsole.Unbroken), end.Token);
        _flows.Add(SomeFlows.Of("etl", 1));
        await UntilAsync(() => output.Text.Contains("etl.load", StringComparison.Ordinal), running);
        await end.CancelAsync();

        Assert.Equal(ExitCode.Ok, await running);
    }

    [Fact]
    public async Task What_was_missed_is_said_beside_the_flows()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var output = new LineWriter();
        using var error = new LineWriter();
        _flows.Add(SomeFlows.Of("etl", 1));
        var running = CommandLine.RunAsync(["observe", "-f", "--last", "1", "--agent", $"http://{_web.Address}"], Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), end.Token);
        await UntilAsync(() => output.Text.Contains("etl.load", StringComparison.Ordinal), running);
        _flows.Add([.. Enumerable.Range(0, 20).Select(number => SomeFlows.Of("late", 2))]);
        await UntilAsync(() => error.Text.Length > 0, running);
        await end.CancelAsync();

        Assert.Equal(ExitCode.Ok, await running);
        Assert.Equal("windsock: 4 flow events of the node were missed: more came than were taken. Filter more, or write to a file.\n", error.Text);
    }

    [Fact]
    public async Task An_agent_that_stops_ends_following_with_a_failure()
    {
        using var error = new LineWriter();
        using var output = new LineWriter();
        _flows.Add(SomeFlows.Of("etl", 1));
        var running = CommandLine.RunAsync(["observe", "-f", "--last", "1", "--agent", $"http://{_web.Address}"], Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), Stop);
        await UntilAsync(() => output.Text.Length > 0, running);
        _flows.IsStopping = true;
        await UntilAsync(() => running.IsCompleted, running);

        Assert.Equal(ExitCode.Failed, await running);
        Assert.Equal($"windsock: http://{_web.Address} has ended the flows: the agent was stopped. Run it again when the agent is back\n", error.Text);
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("top")]
    public async Task Where_no_agent_answers_it_says_where_it_asked_and_what_to_do(string verb)
    {
        var port = FreePort.Next();
        using var error = new LineWriter();
        var code = await CommandLine.RunAsync([verb, "--agent", $"127.0.0.1:{port}"], Composition.Verbs, new CliConsole(TextWriter.Null, error, false, CliConsole.Unbroken), Stop);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal(
            $"windsock: no agent answers at http://127.0.0.1:{port}: connection refused. Give its address with --agent URL, or ask from inside its pod: kubectl -n windsock exec POD -- /app/windsock {verb}\n", error.Text);
    }

    [Fact]
    public async Task Top_is_a_table_with_the_busiest_first()
    {
        _flows.Dags =
        [
            new DagCounts("airflow", "quiet", [9, 9, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0, 0]),
            new DagCounts("airflow", "etl", [900, 700, 200, 5, 4, 3, 2, 0, 0], [120, 100, 20, 5, 4, 3, 2, 0, 0]),
            new DagCounts("airflow", "etl", [0, 0, 0, 0, 0, 0, 0, 2, 1], [0, 0, 0, 0, 0, 0, 0, 1, 1]),
            new DagCounts("", ActivityTable.Rest, [30, 30, 0, 0, 0, 0, 0, 0, 0], [6, 6, 0, 0, 0, 0, 0, 0, 0]),
        ];
        _time.Advance(TimeSpan.FromMinutes(5));

        var (code, table, error) = await RunAsync(false, "top", "--once");
        var (_, json, _) = await RunAsync(false, "top", "-o", "json", "--limit", "1");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("Observe/Golden/top.txt", table);
        Golden.Matches("Observe/Golden/top.json", json);
    }

    [Fact]
    public async Task Top_goes_on_with_whole_tables_until_it_is_ended()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        using var output = new LineWriter();
        var running = CommandLine.RunAsync(["top", "--agent", $"http://{_web.Address}"], Composition.Verbs, new CliConsole(output, TextWriter.Null, true, 120), end.Token);
        await UntilAsync(() => output.Text.Contains("No flow of a task was seen yet.", StringComparison.Ordinal), running);
        await end.CancelAsync();

        Assert.Equal(ExitCode.Ok, await running);
        Assert.StartsWith("\u001b[?1049h", output.Text, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h\u001b[?1049lNo flow of a task was seen yet.\n", output.Text, StringComparison.Ordinal);
    }

    /// <summary>Every field that a record can have is one that the verbs can read.</summary>
    [Fact]
    public void Names_of_fields_are_those_of_the_agent() => Assert.All(Enum.GetValues<FlowField>(), field => Assert.Equal(field, FlowFields.Parse(FlowFields.NameOf(field))));

    private async Task UntilAsync(Func<bool> holds, Task running) => await Eventually.HoldsAsync(
        () =>
        {
            if (!holds())
            {
                _time.Advance(FlowPage.Pause);
            }

            return Task.FromResult(holds() || running.IsCompleted);
        },
        Patience,
        "something is printed");

    private async Task<(int Code, string Out, string Error)> RunAsync(bool hasColour, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole(output, error, IsTerminal: false, CliConsole.Unbroken) { HasColour = hasColour };
        var code = await CommandLine.RunAsync([.. arguments, "--agent", $"http://{_web.Address}"], Composition.Verbs, console, Stop);
        return (code, output.ToString(), error.ToString());
    }
}
