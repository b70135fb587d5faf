using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Windsock.Agent.Cli;
using Windsock.Agent.Doctor;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Doctor;

/// <summary>What doctor says of the rights that a real kube-apiserver with RBAC grants.</summary>
public sealed class RightsTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    private const string Full = """{"apiGroups":[""],"resources":["pods","serviceaccounts","namespaces"],"verbs":["list","watch"]}""";

    private const string Events = """{"apiGroups":[""],"resources":["events"],"verbs":["create"]}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_verb_that_the_role_lacks_is_named_with_the_rule_that_grants_it()
    {
        await GrantAsync("""{"apiGroups":[""],"resources":["pods","serviceaccounts"],"verbs":["list","watch"]}""", """{"apiGroups":[""],"resources":["namespaces"],"verbs":["list"]}""");

        var rights = await RightsAsync("warn", ": watch namespaces and create events.");

        Assert.Equal(
            """
            rules:
              - apiGroups: [""]
                resources: [namespaces]
                verbs: [watch]
              - apiGroups: [""]
                resources: [events]
                verbs: [create]

            """,
            Text(rights, "fragment"));
    }

    [Fact]
    public async Task Without_pods_the_rights_fail()
    {
        await GrantAsync("""{"apiGroups":[""],"resources":["serviceaccounts","namespaces"],"verbs":["list","watch"]}""", Events);

        var rights = await RightsAsync("fail", ": list pods and watch pods. Without pods no flow can be tied to a task by its annotations.");

        Assert.Contains("resources: [pods]", Text(rights, "fragment"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_what_the_manifest_grants_nothing_is_missing()
    {
        await GrantAsync(Full, Events);

        Assert.StartsWith("All 7 rights", Text(await RightsAsync("ok", ""), "meaning"), StringComparison.Ordinal);
    }

    private static string Text(JsonElement check, string key) => check.GetProperty(key).GetString()!;

    private async Task GrantAsync(params string[] rules)
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "etcd or kube-apiserver is not installed: run eng/real-parts/install.sh and kube-apiserver.sh");
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterroles", "windsock-doctor", $$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"windsock-doctor"},"rules":[{{string.Join(',', rules)}}]}
            """);
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "windsock-doctor", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"windsock-doctor"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"windsock-doctor"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
            """);
    }

    /// <summary>The authorizer of the API server learns of a new role a moment later than the client that wrote it.</summary>
    private Task<JsonElement> RightsAsync(string state, string end) => Eventually.GetAsync(
        AskAsync, rights => Text(rights, "state") == state && Text(rights, "meaning").EndsWith(end, StringComparison.Ordinal), TimeSpan.FromSeconds(60), $"rights are {state}{end}");

    private async Task<JsonElement> AskAsync()
    {
        var config = Path.Combine(cluster.Folder, "windsock.yaml");
        await File.WriteAllTextAsync(config, $$"""
            node: { name: worker-1 }
            hubble: { address: "unix://{{cluster.Folder}}/no-hubble.sock" }
            kubernetes: { kubeconfig: "{{cluster.WriteKubeconfig(cluster.Port)}}" }
            airflow: { namespaces: [airflow] }
            alerts: { kubernetesEvents: { enabled: true } }
            """, Stop);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        await DoctorVerb.RunAsync(
            new DoctorArguments(config, new Uri("http://127.0.0.1:9"), TimeSpan.FromSeconds(60), false, OutputFormat.Json),
            ImmutableDictionary<string, string>.Empty, TimeProvider.System, new CliConsole(output, TextWriter.Null, false, CliConsole.Unbroken), Stop);
        using var json = JsonDocument.Parse(output.ToString());
        return json.RootElement.GetProperty("checks").EnumerateArray().Single(check => Text(check, "name") == "rights").Clone();
    }
}
