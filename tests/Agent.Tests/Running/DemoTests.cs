using System.Collections.Immutable;
using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Agent.Running;
using Windsock.Agent.Simulation.Demo;
using Windsock.Testing;

namespace Windsock.Agent.Tests.Running;

/// <summary>The demonstration's verdict, by agents that really run.</summary>
public sealed class DemoTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task An_agent_that_counts_right_balances()
    {
        var (code, report) = await PlayAsync(static configuration => configuration);

        Assert.True(code == ExitCode.Ok, report);
        Assert.Contains("equations hold: every flow was counted exactly once, and so was every connection, every call and every request to the platform.", report, StringComparison.Ordinal);
        Assert.Matches(@"ok   calls \(truth\) = decoded +[1-9]", report);
        Assert.Matches(@"windsock_sent_bytes_total: sum of [1-9]", report);
    }

    [Fact]
    public async Task An_agent_that_hears_no_proxies_balances_without_calls()
    {
        var (code, report) = await PlayAsync(static configuration => configuration, MeshMode.Off);

        Assert.True(code == ExitCode.Ok, report);
        Assert.Contains("and so was every connection and every request to the platform.", report, StringComparison.Ordinal);
        Assert.Contains("windsock_sent_bytes_total: sum of 0 series (truth) = sum of 0", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_turns_every_proxy_away_is_found_out()
    {
        var (code, report) = await PlayAsync(static configuration => configuration.Replace("verifySender: false", "verifySender: true", StringComparison.Ordinal));

        Assert.Equal(ExitCode.ReconciliationOff, code);
        Assert.Contains("OFF  calls (truth) = decoded", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_overlooks_a_namespace_is_found_out()
    {
        var (code, report) = await PlayAsync(static configuration => configuration.Replace("\"airflow\", \"airflow-jobs\"", "\"airflow\"", StringComparison.Ordinal));

        Assert.Equal(ExitCode.ReconciliationOff, code);
        Assert.Contains("OFF  windsock_flow_events_total{", report, StringComparison.Ordinal);
        Assert.Contains("namespace=airflow-jobs", report, StringComparison.Ordinal);
    }

    /// <summary>Long enough for a claim to become ready, and for a try that was forbidden to make one to end.</summary>
    [Fact]
    public async Task An_agent_that_is_told_of_the_platform_balances()
    {
        var (code, report) = await PlayAsync(static configuration => configuration, length: TimeSpan.FromSeconds(17));

        Assert.True(code == ExitCode.Ok, report);
        Assert.Contains("and so was every connection, every call and every request to the platform.", report, StringComparison.Ordinal);
        Assert.Matches(@"ok   requests and log entries taken \(truth\) = attributed +[1-9]", report);
        Assert.Matches(@"ok   windsock_crossplane_ready_seconds_count: sum of 1 series", report);
        Assert.Matches(@"ok   platform_databases\.create_admin_db +15 s +permission", report);
    }

    [Fact]
    public async Task An_agent_that_refuses_a_sender_is_found_out()
    {
        var (code, report) = await PlayAsync(
            static configuration => configuration.Replace("audience: \"windsock-demo\"", "audience: \"somebody-else\"", StringComparison.Ordinal), length: TimeSpan.FromSeconds(14));

        Assert.Equal(ExitCode.ReconciliationOff, code);
        Assert.Matches(@"OFF  requests and log entries given up \(truth\) +0 +[1-9]", report);
    }

    private static async Task<(int Code, string Report)> PlayAsync(Func<string, string> doctored, MeshMode mesh = MeshMode.On, TimeSpan? length = null)
    {
        using var output = new StringWriter();
        var verb = new DemoVerb(
            async (file, stop) =>
            {
                var text = doctored(await File.ReadAllTextAsync(file, stop));
                var loaded = new ConfigurationLoader(AgentSections.Schema).LoadText(file, text, ImmutableDictionary<string, string>.Empty);
                return await RunAgent.RunAsync(loaded.Configuration!, TimeProvider.System, stop);
            },
            output,
            TextWriter.Null,
            TimeProvider.System);
        var code = await verb.RunAsync(new DemoSettings(length ?? Length, 7) { Listen = $"127.0.0.1:{FreePort.Next()}", Mesh = mesh }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
