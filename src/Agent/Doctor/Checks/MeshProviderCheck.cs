using System.Text.Json;
using Windsock.Agent.Doctor.Sights;
using Windsock.FlowCollector.Cluster.Probing;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Windsock.Agent.Doctor.Checks;

/// <summary>Istio's mesh configuration has a provider that sends access logs over gRPC.</summary>
internal sealed class MeshProviderCheck(ClusterSight cluster) : IDoctorCheck
{
    public const string Command = "kubectl -n istio-system get configmap istio -o jsonpath='{.data.mesh}'";

    private static readonly string[] Kinds = ["envoyHttpAls", "envoyTcpAls", "envoyOtelAls"];

    public CheckArea Area => CheckArea.Istio;

    public string Name => "provider";

    public async Task<CheckResult> RunAsync(CancellationToken stop)
    {
        await cluster.RequireAsync();
        var answer = await cluster.GetAsync("api/v1/namespaces/istio-system/configmaps/istio", "get configmaps", stop);
        return answer.Outcome switch
        {
            ApiOutcome.Answered => Judge(answer.Body),
            ApiOutcome.NotFound => CheckResult.Skipped("There is no ConfigMap istio in istio-system: Istio is not installed there, or has a revision in its name.", "Look yourself:", Command),
            ApiOutcome.Forbidden => CheckResult.Skipped("Istio's mesh configuration may not be read with this credential, which needs no such right to run.", "Look yourself, as somebody who may, for extensionProviders:", Command),
            _ => CheckResult.Skipped($"Istio's mesh configuration could not be read: {answer.Trouble}."),
        };
    }

    private static CheckResult Judge(byte[] body)
    {
        List<string> providers;
        try
        {
            using var json = JsonDocument.Parse(body);
            var mesh = json.RootElement.GetProperty("data").GetProperty("mesh").GetString() ?? "";
            var yaml = new YamlStream();
            yaml.Load(new StringReader(mesh));
            providers = ProvidersIn(yaml.Documents.FirstOrDefault()?.RootNode as YamlMappingNode);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or YamlException)
        {
            return CheckResult.Skipped("Istio's mesh configuration is not YAML that can be read.", "Look yourself:", Command);
        }

        return providers.Count > 0
            ? CheckResult.Ok($"Istio has {(providers.Count == 1 ? "the provider" : "the providers")} {CheckWords.List(providers)}.")
            : CheckResult.Fail(
                "Istio's mesh configuration has no provider that sends access logs over gRPC.",
                "Add one to extensionProviders (docs/guides/istio.md), with the address of the agent's Service:",
                """
                extensionProviders:
                  - name: windsock
                    envoyHttpAls:
                      service: windsock.windsock.svc.cluster.local
                      port: 9466
                      logName: windsock
                """);
    }

    private static List<string> ProvidersIn(YamlMappingNode? mesh) =>
        mesh is not null && mesh.Children.TryGetValue("extensionProviders", out var list) && list is YamlSequenceNode entries
            ? [.. entries.OfType<YamlMappingNode>().Where(entry => Kinds.Any(kind => entry.Children.ContainsKey(kind))).Select(NameOf)]
            : [];

    private static string NameOf(YamlMappingNode provider)
    {
        var kind = Kinds.First(kind => provider.Children.ContainsKey(kind));
        var settings = provider.Children[kind] as YamlMappingNode;
        return $"{Text(provider, "name")} ({kind} to {Text(settings, "service")}:{Text(settings, "port")})";
    }

    private static string Text(YamlMappingNode? node, string key) =>
        node is not null && node.Children.TryGetValue(key, out var value) && value is YamlScalarNode { Value: { } text } ? text : "?";
}
