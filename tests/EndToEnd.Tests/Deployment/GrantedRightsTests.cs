using System.Globalization;
using Windsock.EndToEnd.Tests.Alerts;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Testing;
using YamlDotNet.RepresentationModel;
using FreePort = Windsock.Testing.FreePort;

namespace Windsock.EndToEnd.Tests.Deployment;

/// <summary>An agent with the settings and the service account that deploy/daemonset gives it, against a real kube-apiserver with RBAC:
/// every right of its role is one that it used, and it asked for nothing that is not granted.</summary>
public sealed class GrantedRightsTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>, IDisposable
{
    private const string Account = "system:serviceaccount:windsock:windsock";
    private const string Events = "api/v1/namespaces/airflow/events?fieldSelector=reason%3DWindsockDiagnosis";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_granted_is_what_the_agent_asks_for()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        var granted = await InstallAsync();
        await CreateTaskPodAsync();
        await using var hubble = await DenyingHubble.StartAsync(Path.Combine(_folder.FullName, "agent.sock"), Path.Combine(_folder.FullName, "hubble.sock"));

        await using var agent = await StartAsync();
        await UsedAsync(granted.Where(right => right.StartsWith("list ", StringComparison.Ordinal)), agent);
        await FailTaskAsync(hubble, agent);

        // A watch is written down when it ends.
        Assert.Equal(0, await agent.TerminateAsync());
        await UsedAsync(granted, agent);
        var (asked, refused) = Asked();
        Assert.Equal(granted, asked);
        Assert.Empty(refused);
    }

    /// <summary>Waits until the agent has made use of these rights.</summary>
    private Task UsedAsync(IEnumerable<string> rights, ChildProcess agent) => Eventually.GetAsync(
        () =>
        {
            var unused = rights.Except(Asked().Rights).ToList();
            return Task.FromResult(unused.Count == 0 ? "" : $"not asked for: {string.Join(", ", unused)}; the agent says: {string.Join('\n', agent.Errors)}");
        },
        left => left.Length == 0,
        Patience,
        "every right is used");

    private (SortedSet<string> Rights, List<string> Refused) Asked() => AskedOf.Read(cluster.AuditLogPath, Account);

    /// <summary>Applies the base as a person would, and answers the rights that its role grants.</summary>
    private async Task<SortedSet<string>> InstallAsync()
    {
        var folder = Path.Combine(Repository.Root, "deploy", "daemonset", "base");
        await Kustomize.RunAsync("--kubeconfig", cluster.WriteKubeconfig(cluster.Port, ApiServerCluster.AdminToken), "apply", "-k", folder);
        var role = (await Kustomize.RenderAsync("base")).Single(item => Text(item["kind"]) == "ClusterRole");
        var granted = new SortedSet<string>(
            from rule in (YamlSequenceNode)role["rules"]
            from YamlNode @group in (YamlSequenceNode)rule["apiGroups"]
            from YamlNode resource in (YamlSequenceNode)rule["resources"]
            from YamlNode verb in (YamlSequenceNode)rule["verbs"]
            select AskedOf.Right(Text(@group), Text(resource), Text(verb)),
            StringComparer.Ordinal);
        Assert.NotEmpty(granted);

        // The authorizer learns of a new binding a moment after its creation.
        await Eventually.HoldsAsync(
            async () =>
            {
                using var review = await cluster.SendAsync(HttpMethod.Post, "apis/authorization.k8s.io/v1/subjectaccessreviews", $$"""
                    {"spec":{"user":"{{Account}}","resourceAttributes":{"verb":"list","resource":"pods"} } }
                    """);
                return review.RootElement.GetProperty("status").GetProperty("allowed").GetBoolean();
            },
            Patience,
            "the role is known");
        return granted;
    }

    private async Task<ChildProcess> StartAsync()
    {
        using var token = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/windsock/serviceaccounts/windsock/token", """
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600} }
            """);
        var kubeconfig = cluster.WriteKubeconfig(cluster.Port, token.RootElement.GetProperty("status").GetProperty("token").GetString()!);
        var settings = new Dictionary<string, string>
        {
            ["NODE__NAME"] = DenyingHubble.NodeName,
            ["NODE__STATEDIRECTORY"] = Path.Combine(_folder.FullName, "state"),
            ["HTTP__LISTEN"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Next()}"),
            ["HUBBLE__ADDRESS"] = $"unix://{Path.Combine(_folder.FullName, "agent.sock")}",
            ["HUBBLE__TLS__CAFILE"] = "",
            ["HUBBLE__TLS__CERTFILE"] = "",
            ["HUBBLE__TLS__KEYFILE"] = "",
            ["KUBERNETES__KUBECONFIG"] = kubeconfig,
        };
        var file = Path.Combine(Repository.Root, "deploy", "daemonset", "base", "windsock.yaml");
        return WindsockProgram.StartWith(settings.ToDictionary(setting => "WINDSOCK__" + setting.Key, setting => setting.Value), "run", "--config", file);
    }

    private async Task CreateTaskPodAsync()
    {
        await cluster.ReplaceAsync("api/v1/namespaces", "airflow", """{"metadata":{"name":"airflow"}}""");
        using var pod = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/pods", $$$"""
            {"metadata":{"name":"pod-0","labels":{"dag_id":"{{{DenyingHubble.DagOf(0)}}}","task_id":"load","run_id":"run1","try_number":"1","kubernetes_pod_operator":"True","airflow_version":"3.0.6"} },
            "spec":{"nodeName":"{{{DenyingHubble.NodeName}}}","restartPolicy":"Never","containers":[{"name":"base","image":"i"}]} }
            """);
        await SetStatusAsync("""{"phase":"Running","podIP":"10.244.1.10","podIPs":[{"ip":"10.244.1.10"}],"startTime":"2026-01-02T02:00:00Z"}""");
    }

    /// <summary>The task is denied a connection and ends badly; the agent writes why on its pod.</summary>
    private async Task FailTaskAsync(DenyingHubble hubble, ChildProcess agent)
    {
        hubble.Deny(0);
        var (now, failed) = (DateTimeOffset.UtcNow, false);
        await Eventually.GetAsync(
            async () =>
            {
                hubble.Deny(0);
                if (!failed && DateTimeOffset.UtcNow - now > TimeSpan.FromSeconds(3))
                {
                    failed = true;
                    var end = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
                    await SetStatusAsync($$$"""
                        {"phase":"Failed","containerStatuses":[{"name":"base","image":"i","imageID":"","ready":false,"restartCount":0,"state":{"terminated":{"exitCode":1,"reason":"Error","startedAt":"2026-01-02T02:00:00Z","finishedAt":"{{{end}}}"} } }]}
                        """);
                }

                using var events = await cluster.SendAsync(HttpMethod.Get, Events);
                return events.RootElement.GetProperty("items").GetArrayLength() > 0 ? "" : $"none; the agent says: {string.Join('\n', agent.Errors)}";
            },
            left => left.Length == 0,
            Patience,
            "the event on the pod");
    }

    private async Task SetStatusAsync(string status)
    {
        using var patched = await cluster.SendAsync(HttpMethod.Patch, "api/v1/namespaces/airflow/pods/pod-0/status", $$"""{"status":{{status}}}""", "application/merge-patch+json");
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
