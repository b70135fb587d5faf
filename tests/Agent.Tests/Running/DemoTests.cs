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
        Assert.Contains("equations hold: every flow was counted exactly once", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_overlooks_a_namespace_is_found_out()
    {
        var (code, report) = await PlayAsync(static configuration => configuration.Replace("\"airflow\", \"airflow-jobs\"", "\"airflow\"", StringComparison.Ordinal));

        Assert.Equal(ExitCode.ReconciliationOff, code);
        Assert.Contains("OFF  windsock_flow_events_total{", report, StringComparison.Ordinal);
        Assert.Contains("namespace=airflow-jobs", report, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Report)> PlayAsync(Func<string, string> doctored)
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
        var code = await verb.RunAsync(new DemoSettings(Length, 7) { Listen = $"127.0.0.1:{FreePort.Next()}" }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
