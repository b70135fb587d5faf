using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Prometheus reads the agent's metrics.</summary>
internal sealed class ScrapeCheck(AgentSight agent, TimeProvider time) : IDoctorCheck
{
    /// <summary>Twice the longest interval that Prometheus draws a line through.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public CheckArea Area => CheckArea.Agent;

    public string Name => "scrapes";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await agent.StatusAsync();
        const string Mend = "Let Prometheus scrape port 9465, path /metrics: the pod's annotations prometheus.io/scrape, or a PodMonitor; then see its page of targets.";
        if (status.LastScrape is not { } scrape)
        {
            return CheckResult.Warn($"Nobody has read the metrics since the agent started {TimeWords.Span(TimeSpan.FromSeconds(status.UptimeSeconds))} ago.", Mend);
        }

        var ago = time.GetUtcNow() - scrape.At;
        var by = scrape.UserAgent.Length > 0 ? scrape.UserAgent : "somebody without a name";
        return ago <= Longest
            ? CheckResult.Ok($"The metrics were last read {TimeWords.Span(ago)} ago, by {by}.")
            : CheckResult.Warn($"The metrics were last read {TimeWords.Span(ago)} ago, by {by}.", Mend);
    }
}
