using Windsock.Agent.Doctor.Sights;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The agent is of use: flows arrive, and its view of the cluster is complete.</summary>
internal sealed class AgentReadinessCheck(AgentSight agent) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Agent;

    public string Name => "readiness";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var readiness = await agent.ReadinessAsync();
        if (readiness.Checks.IsDefaultOrEmpty)
        {
            return CheckResult.Skipped("The agent's page /readyz says nothing.");
        }

        var status = await agent.StatusAsync();
        var reasons = string.Join("; ", readiness.Checks.Where(check => readiness.Ready || !check.Ok).Select(check => $"{check.Name} {check.Reason}"));
        return !readiness.Ready ? CheckResult.Fail($"The agent is not ready: {reasons}.", "Mend what the checks above name, and see its log.")
            : status.Cluster is { Detail.Length: > 0 } cluster ? CheckResult.Warn($"The agent is ready, without a view of the cluster: {cluster.Detail}.", "Grant it; then flows are tied to tasks by annotations.")
            : CheckResult.Ok($"The agent is ready: {reasons}.");
    }
}
