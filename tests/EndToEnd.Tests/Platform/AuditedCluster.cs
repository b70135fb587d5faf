using System.Text.Json.Nodes;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Platform;

/// <summary>An API server that sends audit events to the port of an agent, set up as docs/guides/audit.md says but for how long it waits.</summary>
public sealed class AuditedCluster : ApiServerCluster
{
    private const string Rbac = "apis/rbac.authorization.k8s.io/v1";
    private const string ServerName = "windsock-audit.windsock.svc";

    /// <summary>Of the API server's certificate, as the guide calls it.</summary>
    public const string SenderName = "kube-apiserver-audit";

    public int AuditPort { get; } = RealCluster.FreePort.Next();

    public string AuditFolder => Path.Combine(Folder, "audit");

    protected override string AuditPolicy => AuditGuide.Policy;

    /// <summary>Five attempts: at once and about 4, 10, 19 and 32 s later.</summary>
    protected override IReadOnlyList<string> FurtherFlags =>
    [
        .. AuditGuide.Flags.Where(flag => !flag.StartsWith("--audit-webhook-batch-max-wait", StringComparison.Ordinal)),
        "--audit-webhook-batch-max-wait=1s", "--audit-webhook-initial-backoff=4s", $"--audit-webhook-config-file={Path.Combine(AuditFolder, "webhook.yaml")}",
    ];

    public override async ValueTask InitializeAsync()
    {
        if (!IsInstalled)
        {
            return;
        }

        Directory.CreateDirectory(AuditFolder);
        AuditCertificates.Write(AuditFolder, ServerName, SenderName);
        await File.WriteAllTextAsync(Path.Combine(AuditFolder, "webhook.yaml"), AuditGuide.Webhook
            .Replace("10.96.7.11:9467", $"127.0.0.1:{AuditPort}", StringComparison.Ordinal)
            .Replace("/etc/kubernetes/audit", AuditFolder, StringComparison.Ordinal));
        await base.InitializeAsync();
        using var space = await SendAsync(HttpMethod.Post, "api/v1/namespaces", """{"metadata":{"name":"airflow"}}""");
        await GrantClusterAsync("agent", """
            {"apiGroups":[""],"resources":["pods","serviceaccounts","namespaces"],"verbs":["list","watch"]},
            {"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","list","watch"]},
            {"apiGroups":["apiextensions.k8s.io"],"resources":["customresourcedefinitions"],"verbs":["list","watch"]},
            {"apiGroups":["platform.example.org"],"resources":["*"],"verbs":["list","watch"]}
            """);
    }

    /// <summary>Makes a service account in namespace airflow and waits until the API server knows that it has the right.</summary>
    /// <param name="rules">Of its Role.</param>
    /// <param name="last">A right among them: verb, API group and resource.</param>
    public async Task CreateAccountAsync(string name, string rules, (string Verb, string Group, string Resource) last)
    {
        using var account = await SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/serviceaccounts", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        using var role = await SendAsync(HttpMethod.Post, $"{Rbac}/namespaces/airflow/roles", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"{{{name}}}"},"rules":[{{{rules}}}]}
            """);
        using var binding = await SendAsync(HttpMethod.Post, $"{Rbac}/namespaces/airflow/rolebindings", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{{name}}}"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"{{{name}}}"},"subjects":[{"kind":"ServiceAccount","namespace":"airflow","name":"{{{name}}}"}]}
            """);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var review = await SendAsync(HttpMethod.Post, "apis/authorization.k8s.io/v1/subjectaccessreviews", $$$"""
                    {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"system:serviceaccount:airflow:{{{name}}}",
                    "resourceAttributes":{"namespace":"airflow","verb":"{{{last.Verb}}}","group":"{{{last.Group}}}","resource":"{{{last.Resource}}}"}} }
                    """);
                return review.RootElement.GetProperty("status").GetProperty("allowed").GetBoolean();
            },
            TimeSpan.FromSeconds(60),
            $"{name} has its rights");
    }

    /// <summary>What the API server's own log says about a service account of namespace airflow: the same events that it sends, at the end of each request.</summary>
    internal IReadOnlyList<JsonNode> Logged(string account)
    {
        using var file = new FileStream(AuditLogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var user = $"system:serviceaccount:airflow:{account}";
        return
        [
            .. reader.ReadToEnd().Split('\n').Where(line => line.EndsWith('}') && line.Contains(user, StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!)
                .Where(one => one["user"]!["username"]!.GetValue<string>() == user && one["stage"]!.GetValue<string>() == "ResponseComplete"),
        ];
    }

    private async Task GrantClusterAsync(string user, string rules)
    {
        using var role = await SendAsync(HttpMethod.Post, $"{Rbac}/clusterroles", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"{{{user}}}"},"rules":[{{{rules}}}]}
            """);
        using var binding = await SendAsync(HttpMethod.Post, $"{Rbac}/clusterrolebindings", $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"{{{user}}}"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{user}}}"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"{{{user}}}"}]}
            """);
    }
}
