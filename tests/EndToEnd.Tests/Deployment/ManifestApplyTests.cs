using System.Globalization;
using System.Text.Json;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Deployment;

/// <summary>What deploy/daemonset ships, applied by kubectl to a real kube-apiserver as if it were meant.</summary>
public sealed class ManifestApplyTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    public static TheoryData<string> Overlays { get; } = [.. Kustomize.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_server_would_take_every_object_of_an_overlay_with_all_components(string overlay)
    {
        await PrepareAsync();
        var folder = Directory.CreateTempSubdirectory("windsock-kustomize-");
        try
        {
            Kustomize.Write(folder.FullName, overlay, Kustomize.Components.Except(BroughtBy(overlay)));

            await LeaveOutWhatIsTooNewAsync(overlay, folder.FullName);

            // Strict: an unknown or repeated field is an error, and not left out.
            var said = await Kustomize.RunAsync(
                "--kubeconfig", cluster.WriteKubeconfig(cluster.Port, ApiServerCluster.AdminToken), "apply", "--dry-run=server", "--validate=strict", "-k", folder.FullName);

            Assert.Contains($"{(overlay.StartsWith("overlays/relay", StringComparison.Ordinal) ? "deployment" : "daemonset")}.apps/windsock created (server dry run)", said, StringComparison.Ordinal);
            Assert.All(
                ["clusterrole.rbac.authorization.k8s.io/windsock", "podmonitor.monitoring.coreos.com/windsock", "ciliumnetworkpolicy.cilium.io/windsock", "networkpolicy.networking.k8s.io/windsock",
                    "persistentvolumeclaim/windsock-state", "priorityclass.scheduling.k8s.io/windsock", "service/windsock-audit", "persistentvolumeclaim/windsock-audit-trail",
                    "clusterrole.rbac.authorization.k8s.io/windsock-crossplane"],
                name => Assert.Contains($"{name} created (server dry run)", said, StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Components that an overlay has already; a component with objects of its own cannot be there twice.</summary>
    private static string[] BroughtBy(string overlay) => overlay switch
    {
        "overlays/relay-plaintext" => ["components/hubble-plaintext"],
        "overlays/audit" => ["components/audit"],
        _ => [],
    };

    /// <summary>The namespace, which a dry run does not make for what is in it, and the types that clusters may not have.</summary>
    private async Task PrepareAsync()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        await CreateOnceAsync("api/v1/namespaces", "windsock", """{"metadata":{"name":"windsock"}}""");
        await DefineAsync("monitoring.coreos.com", "v1", "PodMonitor", "podmonitors");
        await DefineAsync("cilium.io", "v2", "CiliumNetworkPolicy", "ciliumnetworkpolicies");
    }

    /// <summary>A type of which the server knows the name and takes any spec.</summary>
    private async Task DefineAsync(string group, string version, string kind, string plural)
    {
        await CreateOnceAsync("apis/apiextensions.k8s.io/v1/customresourcedefinitions", $"{plural}.{group}", $$$"""
            {"metadata":{"name":"{{{plural}}}.{{{group}}}"},"spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"kind":"{{{kind}}}","plural":"{{{plural}}}","singular":"{{{kind.ToLowerInvariant()}}}"},
            "versions":[{"name":"{{{version}}}","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } } } }]} }
            """);
        await Eventually.HoldsAsync(
            async () =>
            {
                // The group appears in this list with its first type.
                using var list = await cluster.SendAsync(HttpMethod.Get, "apis");
                var groups = list.RootElement.GetProperty("groups").EnumerateArray().Select(entry => entry.GetProperty("name").GetString());
                using var definition = await cluster.SendAsync(HttpMethod.Get, $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{group}");
                // A definition that nobody has looked at yet has conditions, and they are null.
                return groups.Contains(group) && definition.RootElement.GetProperty("status").GetProperty("conditions") is { ValueKind: JsonValueKind.Array } conditions && conditions.EnumerateArray()
                    .Any(condition => condition.GetProperty("type").GetString() == "Established" && condition.GetProperty("status").GetString() == "True");
            },
            TimeSpan.FromSeconds(60),
            $"{kind} is served");
    }

    /// <summary>The one field that servers before 1.22 do not know by default: internalTrafficPolicy of the Service for access logs.</summary>
    private async Task LeaveOutWhatIsTooNewAsync(string overlay, string folder)
    {
        using var version = await cluster.SendAsync(HttpMethod.Get, "version");
        var minor = int.Parse(version.RootElement.GetProperty("minor").GetString()!.TrimEnd('+'), CultureInfo.InvariantCulture);
        if (overlay == "overlays/istio" && minor < 22)
        {
            await File.AppendAllTextAsync(Path.Combine(folder, "kustomization.yaml"), """
                patches:
                  - target: { kind: Service, name: windsock }
                    patch: '[{ "op": "remove", "path": "/spec/internalTrafficPolicy" }]'

                """);
        }
    }

    private async Task CreateOnceAsync(string path, string name, string body)
    {
        using var found = await cluster.SendAsync(HttpMethod.Get, $"{path}/{name}", mayBeAbsent: true);
        if (found.RootElement.GetProperty("kind").GetString() == "Status")
        {
            using var created = await cluster.SendAsync(HttpMethod.Post, path, body);
        }
    }
}
