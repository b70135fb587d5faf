using Windsock.Agent.Doctor.Sights;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Alerts leave the agent.</summary>
internal sealed class BacklogCheck(AgentSight agent) : IDoctorCheck
{
    /// <summary>More than this does not wait at a receiver that works.</summary>
    private const long Most = 20;

    public CheckArea Area => CheckArea.Alerts;

    public string Name => "backlog";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await agent.StatusAsync();
        if (status.Alerts is not { } alerts)
        {
            return CheckResult.Skipped("The agent does not tell what waits in its outbox: it is of an older version.");
        }

        var meaning = $"{CheckWords.Count(alerts.Firing, "alert fires", "alerts fire")}; {CheckWords.Count(alerts.WaitingDeliveries, "message waits", "messages wait")} for a receiver.";
        return alerts.WaitingDeliveries <= Most
            ? CheckResult.Ok(meaning)
            : CheckResult.Warn(meaning, "See the receivers below; windsock_alert_deliveries_waiting says for which one, the agent's log why.");
    }
}
