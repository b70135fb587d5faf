using Windsock.Agent.Cli;
using Windsock.Agent.Doctor.Sights;
using Windsock.Agent.Explain;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The agent runs, in this version.</summary>
/// <param name="isAsked">Its address was given on the command line: then it has to be there.</param>
internal sealed class AgentRunningCheck(AgentSight agent, bool isAsked) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Agent;

    public string Name => "running";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        try
        {
            var status = await agent.ConnectAsync();
            var meaning = $"windsock {status.Version} runs for node {status.Node}, up {TimeWords.Span(TimeSpan.FromSeconds(status.UptimeSeconds))}.";
            return status.Version == AgentVersion.Version
                ? CheckResult.Ok(meaning)
                : CheckResult.Warn($"{meaning} This program is {AgentVersion.Version}.", "Ask with the program in the agent's own image: kubectl -n windsock exec POD -- /app/windsock doctor");
        }
        catch (CommandFailure failure)
        {
            var meaning = $"{char.ToUpperInvariant(failure.Message[0])}{failure.Message[1..]}.";
            const string Mend = "Start it, or give its address with --agent. What only the agent knows was skipped.";
            return isAsked ? CheckResult.Fail(meaning, Mend) : CheckResult.Warn(meaning, Mend);
        }
    }
}
