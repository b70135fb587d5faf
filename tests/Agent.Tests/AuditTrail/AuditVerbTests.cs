using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Windsock.Agent.Cli;
using Windsock.Exporter.AuditTrail;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Testing;

namespace Windsock.Agent.Tests.AuditTrail;

public sealed class AuditVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_trail_that_nobody_touched_is_whole()
    {
        await WriteAsync();

        var (code, output, error) = await RunAsync("audit", "verify", _folder.Path);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("AuditTrail/Golden/whole.txt", Masked(output));
    }

    [Fact]
    public async Task What_was_changed_is_named_with_its_file_and_line()
    {
        await WriteAsync();
        var file = Path.Combine(_folder.Path, "audit-0000000000000000001.jsonl");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"outcome\":\"denied\"", "\"outcome\":\"succeeded\"", StringComparison.Ordinal));

        var (code, output, error) = await RunAsync("audit", "verify", _folder.Path);

        Assert.Equal((ExitCode.TrailBroken, ""), (code, error));
        Golden.Matches("AuditTrail/Golden/changed.txt", Masked(output));
    }

    [Fact]
    public async Task Json_says_the_same()
    {
        await WriteAsync();

        var (_, output, _) = await RunAsync("audit", "verify", _folder.Path, "-o", "json");

        var verdict = JsonDocument.Parse(output).RootElement;
        Assert.True(verdict.GetProperty("isWhole").GetBoolean());
        Assert.Equal((5, 1, 5), (verdict.GetProperty("records").GetInt32(), verdict.GetProperty("first").GetInt32(), verdict.GetProperty("last").GetInt32()));
        var again = await RunAsync("audit", "verify", _folder.Path, "--expect-head", verdict.GetProperty("head").GetString()!);
        Assert.Equal(ExitCode.Ok, again.Code);
        Assert.Equal(ExitCode.TrailBroken, (await RunAsync("audit", "verify", _folder.Path, "--expect-head", new string('a', 64))).Code);
    }

    [Fact]
    public async Task Who_did_what_is_a_table()
    {
        await WriteAsync();

        var (code, output, error) = await RunAsync("audit", "query", _folder.Path);

        Assert.Equal((ExitCode.Ok, ""), (code, error));
        Golden.Matches("AuditTrail/Golden/query.txt", output);
    }

    [Theory]
    [InlineData("--dag", "provision", 2)]
    [InlineData("--dag", "pro*", 2)]
    [InlineData("--task", "apply", 1)]
    [InlineData("--run", "manual__2", 1)]
    [InlineData("--identity", "worker", 2)]
    [InlineData("--identity", "airflow/worker", 2)]
    [InlineData("--identity", "kubernetes-admin", 1)]
    [InlineData("--system", "terraform", 1)]
    [InlineData("--outcome", "denied", 1)]
    [InlineData("--kind", "action", 3)]
    [InlineData("--since", "2026-03-01T11:59:59Z", 5)]
    [InlineData("--since", "2026-03-01T12:00:01Z", 0)]
    [InlineData("--until", "2026-03-01T11:00:00Z", 0)]
    public async Task Records_are_asked_for_by_what_they_have(string option, string value, int count)
    {
        await WriteAsync();

        var (code, output, error) = await RunAsync("audit", "query", _folder.Path, option, value, "-o", "json");

        Assert.Equal(count > 0 ? ExitCode.Ok : ExitCode.NothingFound, code);
        Assert.Equal(count > 0 ? "" : "windsock: no record fits\n", error);
        Assert.Equal(count, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task A_table_shows_the_newest_and_says_that_there_are_more()
    {
        await WriteAsync();

        var (_, output, error) = await RunAsync("audit", "query", _folder.Path, "--limit", "1");

        Assert.Contains("stopped", output, StringComparison.Ordinal);
        Assert.Equal("windsock: the newest 1 of 5 records; --limit shows more, -o json all\n", error);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("verify")]
    public async Task A_directory_that_is_no_trail_is_said(string verb)
    {
        var (code, output, error) = await RunAsync("audit", verb, _folder.Path);

        Assert.NotEqual(ExitCode.Ok, code);
        Assert.Contains(verb == "query" ? "holds no audit trail" : "this is no directory of an audit trail", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_key_is_refused_with_the_mend()
    {
        await WriteAsync();
        var key = _folder.Write("trail.key", "short");

        var (code, _, error) = await RunAsync("audit", "verify", _folder.Path, "--key-file", key);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("holds a secret of 5 characters, at least 32 are needed", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit verify x --expect-head abc", "--expect-head: 'abc' is not a head: 64 digits of 0-9 and a-f")]
    [InlineData("audit query x --since yesterday", "--since: 'yesterday' is not")]
    [InlineData("audit check", "unknown command 'check'")]
    public async Task Wrong_arguments_are_named(string line, string words)
    {
        var (code, _, error) = await RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    private static AttributedAction Action(string dag, string task, string run, PlatformSystem system, ActionOutcome outcome, string username) => new(
        new PlatformAction(Instant.Missing)
        {
            Source = "kubernetes_audit",
            Id = "id",
            System = system,
            Verb = "create",
            Target = new ActionTarget("example.org", "postgresqlinstances", "", "airflow", "db-1"),
            Caller = new ActionCaller { Username = username },
            Outcome = outcome,
            Message = outcome == ActionOutcome.Denied ? "postgresqlinstances.example.org is forbidden" : "",
            At = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)),
        },
        dag.Length == 0 ? ActionAttribution.Unknown : new ActionAttribution(
            new Owner { Kind = OwnerKind.Task, Namespace = "airflow", PodName = "pod", Try = new TaskTry(new TaskKey("airflow", dag, task), run, 1, -1, IdForm.Raw) },
            AttributionClass.Exact,
            CallerEvidence.PodUid));

    private static string Masked(string output) => Regex.Replace(output, "[0-9a-f]{64}", "HASH");

    /// <summary>As the agent does it: what is offered goes through the queue to the disk.</summary>
    private async Task WriteAsync()
    {
        var parts = AuditTrailRegistration.Create(new TrailOptions { Directory = _folder.Path }, "worker-1", ["airflow"], _time, NullLoggerFactory.Instance);
        var (observer, stage) = (Assert.Single(parts.Platform), Assert.Single(parts.Stages));
        using (stage)
        {
            observer.Observe(Action("provision", "claim", "manual__1", PlatformSystem.Crossplane, ActionOutcome.Denied, "system:serviceaccount:airflow:worker"));
            observer.Observe(Action("provision", "apply", "manual__2", PlatformSystem.Terraform, ActionOutcome.Succeeded, "system:serviceaccount:airflow:worker"));
            observer.Observe(Action("", "", "", PlatformSystem.Kubernetes, ActionOutcome.Succeeded, "kubernetes-admin"));
            var running = stage.RunAsync();
            stage.Complete();
            await running;
        }
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, Composition.Verbs, new CliConsole(output, error, false, CliConsole.Unbroken), TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
