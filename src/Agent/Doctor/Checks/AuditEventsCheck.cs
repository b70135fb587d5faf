using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Audit events come to the agent, and can be read.</summary>
/// <param name="source">Name of the source that they come by.</param>
internal sealed class AuditEventsCheck(AgentSight agent, string source) : IDoctorCheck
{
    /// <summary>A sender that dies in the middle of an event leaves one that cannot be read.</summary>
    private const double FewUndecodable = 0.001;

    public CheckArea Area => CheckArea.Platform;

    public string Name => "audit events";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await agent.StatusAsync();
        if (status.Platform.FirstOrDefault(one => one.Name == source) is not { } audit)
        {
            return CheckResult.Warn("The agent that answers takes no audit events: it runs with another configuration.", "Give the address of the one that does with --agent, or restart it.");
        }

        if (!audit.Up)
        {
            return CheckResult.Fail($"The audit port of the agent does not listen; it has failed {CheckWords.Count(audit.Failures, "time", "times")}.", "Its log says why: the port is taken, or a file of audit.tls cannot be used.");
        }

        if (audit.Received == 0)
        {
            return CheckResult.Warn(
                $"No audit event has come since the agent started, {TimeWords.Span(TimeSpan.FromSeconds(status.UptimeSeconds))} ago.",
                "See that the API server was started with deploy/audit/policy.yaml and webhook-kubeconfig.yaml, reaches the port, and shows a certificate that is let in; on a managed cluster, that its log is sent here. The log of the agent names senders that it refused.");
        }

        var meaning = $"{CheckWords.Count(audit.Received, "audit event has", "audit events have")} come since the agent started: {CheckWords.Number(audit.Decoded)} are of use, {CheckWords.Number(audit.Ignored)} were ignored, "
            + $"{CheckWords.Number(audit.Duplicates)} came before, {CheckWords.Number(audit.Undecodable)} could not be read.";
        return audit.Undecodable > audit.Received * FewUndecodable
            ? CheckResult.Warn(meaning, "windsock_platform_source_undecodable_total says why: too_long is audit.limits.maxEventBytes or a policy that sends bodies; malformed is worth a report.")
            : audit.Refusals > 0
                ? CheckResult.Warn($"{meaning} Senders were asked to come again {CheckWords.Count(audit.Refusals, "time", "times")}, since the queue was full.", "Give the agent more processor, or let the audit policy send less.")
                : CheckResult.Ok(meaning);
    }
}
