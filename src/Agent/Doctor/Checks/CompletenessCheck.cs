using System.Globalization;
using Windsock.Agent.Doctor.Sights;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The agent got nearly all that its sources had.</summary>
internal sealed class CompletenessCheck(AgentSight agent) : IDoctorCheck
{
    private const double Enough = 0.999;

    public CheckArea Area => CheckArea.Agent;

    public string Name => "completeness";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await agent.StatusAsync();
        var received = status.Sources.Sum(source => source.Received);
        var lost = status.Sources.Sum(source => source.Lost);
        var undecodable = status.Sources.Sum(source => source.Undecodable);
        var abandoned = status.Queues.Sum(queue => queue.Abandoned);
        if (received + lost == 0)
        {
            return CheckResult.Skipped("The agent has received nothing yet.");
        }

        var ratio = (received - undecodable - abandoned) / (double)(received + lost);
        var meaning = string.Create(
            CultureInfo.InvariantCulture,
            $"The agent has taken in {Math.Floor(ratio * 10_000) / 100:0.00} % of {received + lost:#,0} events since its start: {lost:#,0} lost at the source, {undecodable:#,0} undecodable, {abandoned:#,0} abandoned.");
        return ratio >= Enough
            ? CheckResult.Ok(meaning)
            : CheckResult.Warn($"{meaning} Counts are at least what they say.", "See hubble ring and loss above; windsock_source_lost_events_total and windsock_dropped_total say where and when.");
    }
}
