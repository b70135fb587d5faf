using Windsock.Agent.Cli;
using Windsock.Agent.Configuration;
using Windsock.Detection.Alerting;
using Windsock.Detection.Guardrails;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The file, the guardrails and the owners that it names are valid; what is doubtful in them is said.</summary>
internal sealed class ConfigurationCheck(string file, LoadedConfiguration configuration) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Configuration;

    public string Name => "files";

    public Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var guardrails = configuration.Find<GuardrailSet>()?.Guardrails.Length ?? 0;
        var owners = configuration.Find<OwnerRules>()?.Rules.Length ?? 0;
        var meaning = $"{SafeText.Of(file)} is valid, with {CheckWords.Count(guardrails, "guardrail", "guardrails")} and {CheckWords.Count(owners, "entry", "entries")} of owners.";
        return Task.FromResult(configuration.Warnings.IsEmpty
            ? CheckResult.Ok(meaning)
            : CheckResult.Warn(
                $"{meaning} Doubtful: {string.Join("; ", configuration.Warnings)}.",
                "Change what is named, unless it is meant."));
    }
}
