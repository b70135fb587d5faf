using System.Text.Json;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>A Telemetry object switches access logs on: proxies send none without it.</summary>
internal sealed class TelemetryCheck(ClusterSight cluster) : IDoctorCheck
{
    public const string Command = "kubectl get telemetries.telemetry.istio.io -A -o yaml";

    public CheckArea Area => CheckArea.Istio;

    public string Name => "telemetry";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        await cluster.RequireAsync();
        var answer = await AskAsync("v1", stop);
        if (answer.Outcome == ApiOutcome.NotFound)
        {
            // Istio before 1.22.
            answer = await AskAsync("v1alpha1", stop);
        }

        return answer.Outcome switch
        {
            ApiOutcome.Answered => Judge(answer.Body),
            ApiOutcome.NotFound => CheckResult.Fail("The cluster has no Telemetry API: Istio is not installed, or too old.", "Install Istio, or switch istio.accessLog and otlp off."),
            ApiOutcome.Forbidden => CheckResult.Skipped("Telemetry objects may not be read with this credential, which needs no such right to run.", "Look yourself, as somebody who may:", Command),
            _ => CheckResult.Skipped($"Telemetry objects could not be read: {answer.Trouble}."),
        };
    }

    private Task<ApiAnswer> AskAsync(string version, CancellationToken stop) =>
        cluster.GetAsync($"apis/telemetry.istio.io/{version}/telemetries?limit=500", "list telemetries", stop);

    private static CheckResult Judge(byte[] body)
    {
        List<string> logging;
        try
        {
            using var json = JsonDocument.Parse(body);
            logging = [.. json.RootElement.GetProperty("items").EnumerateArray().Where(HasAccessLog).Select(NameOf)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return CheckResult.Skipped("The list of Telemetry objects is not one.", "Look yourself:", Command);
        }

        return logging.Count > 0
            ? CheckResult.Ok($"Access logs are switched on by {CheckWords.List(logging)}.")
            : CheckResult.Fail("No Telemetry object switches access logs on: no proxy sends any.", "Apply the Telemetry of deploy/istio; docs/guides/istio.md has it line by line.");
    }

    private static bool HasAccessLog(JsonElement item) =>
        item.TryGetProperty("spec", out var spec) && spec.TryGetProperty("accessLogging", out var logs) && logs.EnumerateArray().Any(log =>
            log.TryGetProperty("providers", out var providers) && providers.GetArrayLength() > 0
            && !(log.TryGetProperty("disabled", out var disabled) && disabled.ValueKind == JsonValueKind.True));

    private static string NameOf(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var providers = item.GetProperty("spec").GetProperty("accessLogging").EnumerateArray()
            .Where(log => log.TryGetProperty("providers", out _))
            .SelectMany(log => log.GetProperty("providers").EnumerateArray())
            .Select(provider => provider.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "")
            .Distinct(StringComparer.Ordinal);
        return $"{metadata.GetProperty("namespace").GetString()}/{metadata.GetProperty("name").GetString()} (providers {string.Join(", ", providers)})";
    }
}
