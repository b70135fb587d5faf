using System.Text.Json;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster.Probing;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>The Kubernetes API answers, and takes the credential.</summary>
internal sealed class KubernetesConnectionCheck(ClusterSight cluster) : IDoctorCheck
{
    public CheckArea Area => CheckArea.Kubernetes;

    public string Name => "connection";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        var answer = await cluster.Version;
        return answer.Outcome switch
        {
            ApiOutcome.Answered => CheckResult.Ok($"Kubernetes {VersionIn(answer.Body)} answers at {cluster.Server}, asked with {cluster.Credential}."),
            ApiOutcome.Unauthorized => CheckResult.Fail($"{cluster.Server} does not take the credential of {cluster.Credential}: {answer.Trouble}.", "Renew it, and see that it names a subject of deploy/daemonset/base/rbac.yaml."),
            _ => CheckResult.Fail($"{cluster.Server} does not answer: {answer.Trouble}.", "See kubernetes.kubeconfig, the service account of the pod, and the network policies between here and the API server."),
        };
    }

    private static string VersionIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("gitVersion", out var version) && version.ValueKind == JsonValueKind.String
                ? version.GetString()!
                : "of unknown version";
        }
        catch (JsonException)
        {
            return "of unknown version";
        }
    }
}
