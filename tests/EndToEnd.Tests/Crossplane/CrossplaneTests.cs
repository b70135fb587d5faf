using System.Text.Json;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Crossplane;

/// <summary>Types in Crossplane's shape in a real kube-apiserver, driven through their conditions by hand: there is no Crossplane here to do
/// it. Servers before Kubernetes 1.26 have no aggregated discovery, so with those it is asked for group by group.</summary>
public sealed class CrossplaneTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>
{
    private const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Claims = "apis/db.example.org/v1/namespaces/airflow/postgresqlinstances";
    private const string Composites = "apis/db.example.org/v1/xpostgresqlinstances";
    private const string Instances = "apis/rds.aws.upbound.io/v1beta1/instances";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TaskTry Provision = new(new TaskKey("airflow", "etl", "provision"), "manual__1", 1, -1, IdForm.Raw);

    [Fact]
    public async Task A_claim_is_followed_from_the_task_that_made_it_to_the_providers_error_its_readiness_and_what_is_left_of_it()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "absent: kube-apiserver and etcd (make kube-apiserver installs them)");
        await GrantAsync();
        await DefineAsync("db.example.org", "v1", "postgresqlinstances", "PostgreSQLInstance", "Namespaced", "claim");
        await DefineAsync("db.example.org", "v1", "xpostgresqlinstances", "XPostgreSQLInstance", "Cluster", "composite");
        await using var crossplane = new FollowedCrossplane(cluster.WriteKubeconfig(cluster.Port));
        await UntilAsync(() => crossplane.Events.OfType<ResourcesSynced>().Count() >= 2, "claims and composites are listed");

        // A provider is installed while the agent runs.
        await DefineAsync("rds.aws.upbound.io", "v1beta1", "instances", "Instance", "Cluster", "crossplane", "managed", "aws");
        await UntilAsync(() => crossplane.Events.OfType<ResourceTypeSeen>().Any(type => type is { Kind: "Instance", Role: ResourceRole.Managed }), "the provider's type is found");

        var createdAt = FollowedCrossplane.Now;
        var claim = await CreateAsync(Claims, """{"apiVersion":"db.example.org/v1","kind":"PostgreSQLInstance","metadata":{"name":"db-1"},"spec":{"storageGB":20}}""");
        var composite = await CreateAsync(Composites, """
            {"apiVersion":"db.example.org/v1","kind":"XPostgreSQLInstance","metadata":{"name":"db-1-x7k",
            "labels":{"crossplane.io/claim-name":"db-1","crossplane.io/claim-namespace":"airflow","crossplane.io/composite":"db-1-x7k"}},
            "spec":{"claimRef":{"apiVersion":"db.example.org/v1","kind":"PostgreSQLInstance","namespace":"airflow","name":"db-1"},
            "resourceRefs":[{"apiVersion":"rds.aws.upbound.io/v1beta1","kind":"Instance","name":"db-1-x7k-rds"}]}}
            """);
        await CreateAsync(Instances, $$$"""
            {"apiVersion":"rds.aws.upbound.io/v1beta1","kind":"Instance","metadata":{"name":"db-1-x7k-rds",
            "labels":{"crossplane.io/claim-name":"db-1","crossplane.io/claim-namespace":"airflow","crossplane.io/composite":"db-1-x7k"},
            "ownerReferences":[{"apiVersion":"db.example.org/v1","kind":"XPostgreSQLInstance","name":"db-1-x7k","uid":"{{{composite}}}","controller":true}]},
            "spec":{"deletionPolicy":"Orphan"}}
            """);
        await ConditionAsync(Instances, "db-1-x7k-rds", "Synced", "False", "ReconcileError", "create failed: api error AccessDenied: not authorized to perform rds:CreateDBInstance");
        crossplane.TellCreation(new ResourceName("db.example.org", "postgresqlinstances", "airflow", "db-1"), Provision, createdAt);

        await UntilAsync(() => Moments<ResourceTroubled>().Count > 0, "the provider's error is told");
        var troubled = Assert.Single(Moments<ResourceTroubled>());
        Assert.Equal(("permission", Provision), (troubled.Cause, troubled.Try));
        Assert.Equal("PostgreSQLInstance airflow/db-1 -> XPostgreSQLInstance db-1-x7k -> Instance db-1-x7k-rds", troubled.Chain);

        await ConditionAsync(Claims, "db-1", "Ready", "True", "Available", "");
        await UntilAsync(() => Moments<ResourceBecameReady>().Count > 0, "the claim is ready");
        Assert.Equal(("db-1", ResourceRole.Claim, Provision), (Moments<ResourceBecameReady>()[0].Name.Name, Moments<ResourceBecameReady>()[0].Role, Moments<ResourceBecameReady>()[0].Try));

        using var goneManaged = await cluster.SendAsync(HttpMethod.Delete, $"{Instances}/db-1-x7k-rds");
        await UntilAsync(() => crossplane.Findings.Any(finding => finding.Summary.Contains("stays in the cloud", StringComparison.Ordinal)), "what the deletion leaves is told");

        using var gone = await cluster.SendAsync(HttpMethod.Delete, $"{Claims}/db-1");
        await UntilAsync(() => crossplane.Events.OfType<ResourceGone>().Any(told => told.Uid == claim), "the claim is gone");
        crossplane.Advance(FollowedCrossplane.Now.Add(TimeSpan.FromMinutes(1)));
        crossplane.Advance(FollowedCrossplane.Now.Add(TimeSpan.FromMinutes(20)));
        Assert.Contains(crossplane.Findings, finding => finding is { Rule: "crossplane_orphan", Cause: "PostgreSQLInstance airflow/db-1 is gone" });
        Assert.Equal(0, crossplane.Ledger.Undecodable);

        List<T> Moments<T>() => [.. crossplane.Moments.OfType<T>()];

        Task UntilAsync(Func<bool> holds, string what) => Eventually.HoldsAsync(
            () =>
            {
                crossplane.Advance(FollowedCrossplane.Now);
                return Task.FromResult(holds());
            },
            Patience,
            what);
    }

    private async Task GrantAsync()
    {
        using var space = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"airflow"}}""");
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterroles", "windsock-crossplane", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"windsock-crossplane"},"rules":[
            {"apiGroups":["apiextensions.k8s.io"],"resources":["customresourcedefinitions"],"verbs":["list","watch"]},
            {"apiGroups":["db.example.org","rds.aws.upbound.io"],"resources":["*"],"verbs":["list","watch"]}]}
            """);
        await cluster.ReplaceAsync("apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "windsock-crossplane", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"windsock-crossplane"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"windsock-crossplane"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
            """);
    }

    /// <summary>Defines a type and waits until it is served.</summary>
    private async Task DefineAsync(string group, string version, string plural, string kind, string scope, params string[] categories)
    {
        using var defined = await cluster.SendAsync(HttpMethod.Post, Definitions, $$$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{{{plural}}}}.{{{{group}}}}"},
            "spec":{"group":"{{{{group}}}}","scope":"{{{{scope}}}}","names":{"plural":"{{{{plural}}}}","singular":"{{{{kind.ToLowerInvariant()}}}}","kind":"{{{{kind}}}}","listKind":"{{{{kind}}}}List","categories":{{{{JsonSerializer.Serialize(categories)}}}}},
            "versions":[{"name":"{{{{version}}}}","served":true,"storage":true,"subresources":{"status":{}},
            "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
            """);
        await Eventually.HoldsAsync(
            async () =>
            {
                using var served = await cluster.SendAsync(HttpMethod.Get, $"apis/{group}/{version}/{plural}", mayBeAbsent: true);
                return served.RootElement.GetProperty("kind").GetString() == $"{kind}List";
            },
            Patience,
            $"{plural} is served");
    }

    /// <returns>Its UID.</returns>
    private async Task<string> CreateAsync(string path, string body)
    {
        using var created = await cluster.SendAsync(HttpMethod.Post, path, body);
        return created.RootElement.GetProperty("metadata").GetProperty("uid").GetString()!;
    }

    private async Task ConditionAsync(string path, string name, string type, string status, string reason, string message)
    {
        using var patched = await cluster.SendAsync(
            HttpMethod.Patch,
            $"{path}/{name}/status",
            $$$"""{"status":{"conditions":[{"type":"{{{type}}}","status":"{{{status}}}","reason":"{{{reason}}}","message":"{{{message}}}","lastTransitionTime":"{{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}}"}]}}""",
            "application/merge-patch+json");
    }
}
