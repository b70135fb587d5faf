using Windsock.Agent.Doctor.Sights;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>A watch of the platform's resources works, and has found some.</summary>
/// <param name="source">Name of the source: <c>crossplane</c>, <c>terraform_locks</c>.</param>
/// <param name="key">Section that turns it on.</param>
/// <param name="found">What it finds, in the plural.</param>
internal sealed class PlatformWatchCheck(AgentSight agent, string source, string key, string found) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Platform;

    public string Name => key["platform.".Length..];

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var status = await agent.StatusAsync();
        if (status.Platform.FirstOrDefault(one => one.Name == source) is not { } watch)
        {
            return CheckResult.Warn($"The agent that answers looks for no {found}: it runs with another configuration.", "Give the address of the one that does with --agent, or restart it.");
        }

        return watch switch
        {
            { Up: false } => CheckResult.Fail(
                $"The watch of {found} does not work; it has failed {CheckWords.Count(watch.Failures, "time", "times")}.", "The agent's log says why; most often rights are missing, see deploy/daemonset/components/audit."),
            { Decoded: 0 } => CheckResult.Warn($"No {found} were found so far.", $"Nothing is wrong if there are none; else see whether the agent may list them, or turn {key}.enabled off."),
            _ => CheckResult.Ok($"{found[..1].ToUpperInvariant()}{found[1..]} are followed: {CheckWords.Count(watch.Decoded, "change", "changes")} since the agent started."),
        };
    }
}
