using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Agent.Identities;
using Windsock.Agent.Tests.Tries;
using Windsock.Agent.Tests.Web;
using Windsock.Agent.Web;
using Windsock.Model.Platform;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Identities;

/// <summary>The page and the verb as people see them, against pages that are the agent's own.</summary>
public sealed class IdentitiesTests : IAsyncLifetime
{
    private readonly KeptFlows _kept = new();
    private AgentWeb _web = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _web = await AgentWeb.StartAsync(
        "127.0.0.1:0", _ => Task.CompletedTask, null, new FixedStatus(FixedStatus.Healthy), new KeptStories(), KeptAlerts.None, _kept.Pages(TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance, Stop);

    public async ValueTask DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task The_page_tells_each_identity_with_its_evidence()
    {
        _kept.Identities.Reading = SomeIdentities.Day;

        var (code, body) = await GetAsync("/api/v1/identities");

        Assert.Equal(HttpStatusCode.OK, code);
        Golden.Matches("Identities/Golden/identities.json", body);
        Assert.Equal((null, null), _kept.Identities.Asked);
    }

    [Fact]
    public async Task The_page_is_asked_for_a_namespace_a_DAG_and_a_number()
    {
        _kept.Identities.Reading = SomeIdentities.Day;

        var (_, body) = await GetAsync("/api/v1/identities?namespace=airflow&dag=etl%20x&limit=2");

        Assert.Equal(("airflow", "etl x"), _kept.Identities.Asked);
        var list = JsonSerializer.Deserialize(body, IdentityJson.Default.IdentityList)!;
        Assert.Equal((2, true), (list.Identities.Length, list.More));
    }

    [Theory]
    [InlineData("?limit=0", "limit: '0' is not a whole number from 1 to 5000")]
    [InlineData("?limit=1&limit=2", "limit: '1,2' is not a whole number from 1 to 5000")]
    [InlineData("?dagg=x", "'dagg' is no parameter (did you mean dag?)")]
    [InlineData("?dag=", "dag has 0 letters; 1 to 1024 are allowed")]
    [InlineData("?dag=a&dag=b&limit=x", "dag is given more than once; limit: 'x' is not a whole number from 1 to 5000")]
    public async Task Wrong_parameters_are_named_all_at_once(string parameters, string error)
    {
        var (code, body) = await GetAsync("/api/v1/identities" + parameters);

        Assert.Equal(HttpStatusCode.BadRequest, code);
        Assert.Equal((error, "parameters: namespace, dag, limit"), (Property(body, "error"), Property(body, "hint")));
    }

    [Fact]
    public async Task An_agent_that_stops_says_so()
    {
        _kept.Identities.IsStopping = true;

        var (code, body) = await GetAsync("/api/v1/identities");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "no answer: the agent is stopping, or behind with its flows"), (code, Property(body, "error")));
    }

    [Theory]
    [InlineData("wide", CliConsole.Unbroken)]
    [InlineData("100", 100)]
    public async Task The_verb_prints_a_row_for_each_DAG_and_account_and_what_is_shared(string name, int width)
    {
        _kept.Identities.Reading = SomeIdentities.Day;

        var (code, output, error) = await RunAsync(width, "identities");

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches($"Identities/Golden/identities.{name}.txt", output);
    }

    [Fact]
    public async Task The_verb_prints_the_pages_own_JSON()
    {
        _kept.Identities.Reading = SomeIdentities.Day;

        var (_, output, _) = await RunAsync(CliConsole.Unbroken, "identities", "-o", "json", "--namespace", "airflow", "--dag", "etl");

        Assert.Equal((await GetAsync("/api/v1/identities")).Body, output);
        Assert.Equal((null, null), _kept.Identities.Asked);
    }

    [Fact]
    public async Task What_is_left_out_is_said_beside_the_table()
    {
        _kept.Identities.Reading = SomeIdentities.Day with { Forgotten = 7 };

        var (_, _, error) = await RunAsync(CliConsole.Unbroken, "identities", "--limit", "3", "--dag", "x&y");

        Assert.Equal("There are more than these 3; --limit shows up to 5000.\n7 older rows made room for newer ones: the agent remembers 4096.\n", error);
        Assert.Equal((null, "x&y"), _kept.Identities.Asked);
    }

    [Fact]
    public async Task Nothing_known_is_one_line()
    {
        Assert.Equal("No identity of a task was seen yet.\n", (await RunAsync(CliConsole.Unbroken, "identities")).Out);
    }

    [Fact]
    public async Task Nothing_from_the_network_reaches_the_terminal_as_more_than_text()
    {
        _kept.Identities.Reading = new IdentityReading([SomeIdentities.Row("etl\u001b[2J", ["\u202e\n"], "sa\r", ["\u009b1m"])], [new SharedIdentity(true, "x\u001b]0;y", ["\n"])], 0);

        var (_, output, _) = await RunAsync(CliConsole.Unbroken, "identities");

        Assert.All(output.Where(letter => letter != '\n'), letter => Assert.True(SafeText.IsSafe(letter), $"U+{(int)letter:X4}"));
        Assert.Equal(5, output.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task Where_no_agent_answers_it_says_where_it_asked_and_what_to_do()
    {
        var port = FreePort.Next();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["identities", "--agent", $"127.0.0.1:{port}"], Composition.Verbs, new CliConsole(TextWriter.Null, error, false, CliConsole.Unbroken), Stop);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains($"no agent answers at http://127.0.0.1:{port}: connection refused", error.ToString(), StringComparison.Ordinal);
    }

    private static string? Property(string body, string name)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty(name).GetString();
    }

    private async Task<(HttpStatusCode Code, string Body)> GetAsync(string page)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://{_web.Address}") };
        using var answer = await client.GetAsync(new Uri(page, UriKind.Relative), Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    private async Task<(int Code, string Out, string Error)> RunAsync(int width, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. arguments, "--agent", $"http://{_web.Address}"], Composition.Verbs, new CliConsole(output, error, IsTerminal: false, width), Stop);
        return (code, output.ToString(), error.ToString());
    }
}
