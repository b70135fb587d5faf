using Windsock.Agent.Alerting;
using Windsock.Agent.Configuration.Sections;
using Windsock.Agent.Guardrails;
using Windsock.Detection;
using Windsock.Detection.Alerting;
using Windsock.Detection.Guardrails;
using Windsock.FlowCollector.Otlp;

namespace Windsock.Agent.Configuration;

/// <summary>The agent's file together with the files that it names: guardrails, owners.</summary>
internal static class AgentConfiguration
{
    private const string FilesKey = "detection.guardrails.files";

    /// <param name="file">Null: defaults and the environment only.</param>
    /// <returns>Good only when every file is. Its configuration then has a <see cref="GuardrailSet"/>.</returns>
    public static ConfigurationOutcome Load(string? file, IReadOnlyDictionary<string, string> environment)
    {
        var outcome = new ConfigurationLoader(AgentSections.Schema).Load(file, environment);
        if (outcome.Configuration is not { } configuration)
        {
            return outcome;
        }

        var origin = configuration.Values.First(value => value.Path == FilesKey).Origin;
        var folder = file is null ? "" : Path.GetDirectoryName(file) ?? "";
        var errors = new List<ConfigurationError>();
        var files = GuardrailFiles.Find(configuration.Get<DetectionOptions>().Guardrails.Files, folder, new ConfigurationError(origin, FilesKey, ""), errors);
        var guardrails = GuardrailReader.Read(files, errors);
        var owners = configuration.Get<AlertsSection>().OwnersFile is { Length: > 0 } path ? OwnerFile.Load(Path.Combine(folder, path), errors) : OwnerRules.None;

        // In the order of the files, which that of the lines would tear apart.
        return errors.Count > 0
            ? new ConfigurationOutcome(null, [.. errors])
            : ConfigurationOutcome.Good(configuration.With(guardrails, Warnings(guardrails, configuration)).With(owners ?? OwnerRules.None, []));
    }

    private static IEnumerable<string> Warnings(GuardrailSet set, LoadedConfiguration configuration)
    {
        var istio = configuration.Get<IstioSection>();
        var hasMesh = istio.AccessLog.Enabled || istio.Metrics.Enabled || configuration.Get<OtlpOptions>().Enabled;
        if (!hasMesh && set.Guardrails.FirstOrDefault(guardrail => guardrail.MutualTls is not null) is { } meshed)
        {
            yield return $"{meshed.MutualTls}: guardrail {meshed.Name} requires mutual TLS, and nothing tells the agent of it; turn on istio.accessLog, istio.metrics or otlp";
        }

        if (!configuration.Get<AirflowSection>().Api.IsEnabled && set.Guardrails.FirstOrDefault(guardrail => !guardrail.Scope.Tags.IsEmpty) is { } tagged)
        {
            yield return $"{tagged.Source}: guardrail {tagged.Name} goes by tags, which only Airflow's REST API tells; set airflow.api.baseUrl";
        }
    }
}
