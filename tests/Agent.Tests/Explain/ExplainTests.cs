using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Tests.Web;
using Windsock.Agent.Web;
using Windsock.Model.Tries;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Explain;

/// <summary>The verb as a person calls it, against pages that are the agent's own.</summary>
public sealed class ExplainTests : IAsyncLifetime
{
    private readonly KeptStories _stories = new(SomeStories.All);
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _web = await AgentWeb.StartAsync(
        "127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), _stories, KeptAlerts.None, KeptFlows.None, TimeProvider.System, NullLoggerFactory.Instance, Stop);

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    [InlineData(CliConsole.Unbroken)]
    public async Task The_latest_tries_are_a_table_with_the_failed_ones_first(int width)
    {
        var (code, output, error) = await RunAsync(width, "explain");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches($"Explain/Golden/tries.{Name(width)}.txt", output);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    [InlineData(CliConsole.Unbroken)]
    public async Task A_denied_try_is_told_as_a_story(int width)
    {
        var (code, output, error) = await RunAsync(width, "explain", "etl_orders", "--task", "load_to_warehouse");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches($"Explain/Golden/denied.{Name(width)}.txt", output);
    }

    [Theory]
    [InlineData("00c0ffee00c0ffee", "doubtful")]
    [InlineData("11111111aaaaaaaa", "out_of_memory")]
    [InlineData("22222222bbbbbbbb", "succeeded")]
    [InlineData("33333333cccccccc", "running")]
    public async Task Every_other_end_is_told_plainly(string id, string name)
    {
        var (code, output, _) = await RunAsync(100, "explain", "--id", id);

        Assert.Equal(ExitCode.Ok, code);
        Golden.Matches($"Explain/Golden/{name}.txt", output);
    }

    [Fact]
    public async Task Json_is_what_the_agent_says()
    {
        var (_, list, _) = await RunAsync(80, "explain", "etl_orders", "-o", "json");
        var (_, story, _) = await RunAsync(80, "explain", "--id", SomeStories.Denied.Id, "-o", "json");

        using var tries = JsonDocument.Parse(list);
        Assert.Equal(3, tries.RootElement.GetProperty("tries").GetArrayLength());
        Golden.Matches("Explain/Golden/denied.json", story);
    }

    [Fact]
    public async Task A_limit_that_cuts_off_says_so()
    {
        var (code, output, _) = await RunAsync(100, "explain", "etl_orders", "--limit", "1");

        Assert.Equal(ExitCode.Ok, code);
        Assert.EndsWith("There are more than these 1; --limit shows up to 500.\n\n'windsock explain --id ID' tells the story of one.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_try_that_may_have_failed_comes_before_healthy_ones()
    {
        var (_, output, _) = await RunAsync(CliConsole.Unbroken, "explain");

        Assert.True(output.IndexOf("train.fit[7]", StringComparison.Ordinal) < output.IndexOf("report.render", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("explain no_such_dag", "no_match")]
    [InlineData("explain --id 0000000000000000", "no_such_id")]
    public async Task Nothing_found_says_what_the_agent_does_know(string line, string name)
    {
        var (code, output, error) = await RunAsync(80, line.Split(' '));

        Assert.Equal("", output);
        Golden.Matches($"Explain/Golden/{name}.txt", $"{error.Replace(_web.Address.ToString(), "AGENT", StringComparison.Ordinal)}exit code {code}\n");
    }

    [Fact]
    public async Task Nothing_found_is_an_empty_list_in_json()
    {
        _stories.Stories = [];

        var (code, output, _) = await RunAsync(80, "explain", "-o", "json");

        Assert.Equal((ExitCode.NothingFound, "{\n  \"tries\": [],\n  \"more\": false\n}\n"), (code, output));
    }

    [Fact]
    public async Task An_agent_that_stops_is_quoted()
    {
        _stories.IsStopping = true;

        var (code, _, error) = await RunAsync(80, "explain");

        Assert.Equal((ExitCode.Failed, $"windsock: http://{_web.Address} says: the agent is stopping (try again when it runs)\n"), (code, error));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said_with_what_to_do()
    {
        var address = $"127.0.0.1:{FreePort.Next()}";

        var (code, _, error) = await RunAtAsync(address);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal(
            $"windsock: no agent answers at http://{address}: connection refused. Give its address with --agent URL, or ask from inside its pod: kubectl -n windsock exec POD -- /app/windsock explain\n",
            error);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "it does not speak HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\n<html>", "/api/v1/tries?limit=20 answers 200 without what an agent says")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", "/api/v1/tries?limit=20 answers 200 without what an agent says")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nnope", "/api/v1/tries?limit=20 answers 404 without what an agent says")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "/api/v1/tries?limit=20 answers 302 without what an agent says")]
    public async Task A_server_that_is_no_agent_is_told_apart(string answer, string why)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var served = ServeAsync(server, answer);

        var (code, _, error) = await RunAtAsync(server.LocalEndpoint.ToString()!);

        await served;
        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal(
            $"windsock: http://{server.LocalEndpoint} is not a windsock agent: {why}. --agent wants the address of http.listen, for example http://127.0.0.1:9465\n", error);
    }

    [Fact]
    public async Task Names_from_pods_cannot_steer_the_terminal()
    {
        _stories.Stories = [SomeStories.Hostile];
        var (_, story, _) = await RunAsync(80, "explain");
        Golden.Matches("Explain/Golden/hostile.txt", story);

        _stories.Stories = [SomeStories.Hostile, SomeStories.Hostile];
        var (_, table, _) = await RunAsync(80, "explain");
        Golden.Matches("Explain/Golden/hostile_table.txt", table);

        Assert.All(story + table, letter => Assert.True(letter == '\n' || char.GetUnicodeCategory(letter) is not (
            System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator)));
    }

    [Theory]
    [InlineData(21)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(200)]
    public async Task Long_names_never_make_lines_wider_than_the_terminal(int width)
    {
        var name = string.Concat(Enumerable.Repeat("a_long-name.", 20));
        var story = SomeStories.Denied with
        {
            Try = SomeStories.Try(name, name, name, int.MaxValue),
            Causes = [SomeStories.Denied.Causes[0] with { PolicyFragment = "", Sentence = name + name, Evidence = [name] }],
            Pods = [SomeStories.Denied.Pods[0] with { Name = name, ServiceAccount = name, NodeName = name, Reason = name }],
            Peers = [SomeStories.Denied.Peers[0] with { Name = name }],
            Timeline = [new(SomeStories.Denied.StartedAt, "connection", name, int.MaxValue)],
        };
        _stories.Stories = [story];
        var (_, alone, _) = await RunAsync(width, "explain");
        _stories.Stories = [story, story];
        var (_, table, _) = await RunAsync(width, "explain");

        Assert.DoesNotContain((alone + table).Split('\n'), line => line.Length > width && !line.StartsWith("'windsock", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_long_story_shows_what_matters_and_says_what_it_leaves_out()
    {
        _stories.Stories =
        [
            SomeStories.Denied with
            {
                Causes = [],
                Peers = [.. Enumerable.Range(0, 30).Select(number => SomeStories.Denied.Peers[0] with { Name = $"peer-{number}" }), SomeStories.Denied.Peers[2]],
                Timeline = [.. Enumerable.Range(0, 200).Select(number => new TryEvent(SomeStories.Denied.StartedAt.Add(TimeSpan.FromSeconds(number / 4.0)), "connection", $"line {number}", 1))],
            },
        ];

        Golden.Matches("Explain/Golden/long.txt", (await RunAsync(100, "explain")).Out);
    }

    [Fact]
    public async Task Colours_are_the_only_escape_sequences_of_a_terminal()
    {
        _stories.Stories = [SomeStories.Hostile];

        var (_, story, _) = await RunAsync(80, hasColour: true, "explain");

        Assert.Contains("\u001b[1;91mfailed\u001b[0m", story, StringComparison.Ordinal);
        var plain = System.Text.RegularExpressions.Regex.Replace(story, "\u001b\\[[0-9;]*m", "");
        Assert.DoesNotContain('\u001b', plain);
        Assert.Equal((await RunAsync(80, "explain")).Out, string.Concat(plain.Split('\n').Select(line => line.TrimEnd() + "\n")).TrimEnd('\n') + "\n");
    }

    private static string Name(int width) => width == CliConsole.Unbroken ? "piped" : width.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ServeAsync(TcpListener server, string answer)
    {
        using var connection = await server.AcceptTcpClientAsync(Stop);
        await using var stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[1_024], 1, true, Stop);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), Stop);
    }

    private Task<(int Code, string Out, string Error)> RunAsync(int width, params string[] arguments) => RunAsync(width, hasColour: false, arguments);

    private async Task<(int Code, string Out, string Error)> RunAsync(int width, bool hasColour, params string[] arguments) =>
        await RunAsync(new CliConsole(TextWriter.Null, TextWriter.Null, width != CliConsole.Unbroken, width) { HasColour = hasColour }, [.. arguments, "--agent", $"http://{_web.Address}"]);

    private static Task<(int Code, string Out, string Error)> RunAtAsync(string address) =>
        RunAsync(new CliConsole(TextWriter.Null, TextWriter.Null, true, 80), ["explain", "--agent", address]);

    private static async Task<(int Code, string Out, string Error)> RunAsync(CliConsole console, ImmutableArray<string> arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments], Composition.Verbs, console with { Out = output, Error = error }, Stop);
        return (code, output.ToString(), error.ToString());
    }
}
