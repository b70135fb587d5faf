using System.Text;
using Windsock.Detection;
using Windsock.Detection.Platform;
using Windsock.Detection.Platform.Terraform;
using Windsock.EndToEnd.Tests.RealCluster;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Testing;

namespace Windsock.EndToEnd.Tests.Terraform;

/// <summary>The real terraform with its state in a real API server: what is believed of its lock, and of the requests that a run sends that is
/// refused, is what it does. Skipped where terraform, etcd or kube-apiserver is not installed.</summary>
public sealed class RealTerraformTests(ApiServerCluster cluster) : IClassFixture<ApiServerCluster>, IPlatformObserver, IFindingObserver
{
    private const string RoleBindings = "apis/rbac.authorization.k8s.io/v1/namespaces/airflow/rolebindings";
    private const string Roles = "apis/rbac.authorization.k8s.io/v1/namespaces/airflow/roles";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<PlatformMoment> _moments = [];
    private readonly List<Finding> _findings = [];

    [Fact]
    public async Task Who_holds_the_lock_and_who_was_refused_is_seen_with_rights_on_Leases_alone()
    {
        Assert.SkipUnless(ApiServerCluster.IsInstalled, "etcd or kube-apiserver is not installed: run eng/real-parts/install.sh and kube-apiserver.sh");
        Assert.SkipUnless(TerraformRun.Program is not null, "terraform is not installed");
        await PrepareAsync();
        await using var locks = new SeenLocks(cluster.WriteKubeconfig(cluster.Port));
        var holder = new TerraformRun(cluster, "holder", await TokenAsync("holder"));
        var refused = new TerraformRun(cluster, "refused", await TokenAsync("refused"));
        foreach (var run in new[] { holder, refused })
        {
            var (initCode, initWords) = await run.RunAsync("init", "-no-color");
            Assert.True(initCode == 0, initWords);
        }

        await using var apply = holder.Start("apply", "-auto-approve", "-no-color");
        await Eventually.GetAsync(() => Task.FromResult(locks.Lock?.Holder?.Operation), operation => operation == "OperationTypeApply", Patience, "the lock is held by the apply");
        var held = locks.Lock!;
        Assert.Equal(("airflow", "default", "network", "tfstate-default-network"), (held.Namespace, held.Workspace, held.Suffix, held.SecretName));
        Assert.Equal(Environment.MachineName, held.Holder!.Host);
        Assert.InRange(held.Holder.CreatedAt.ToDateTimeOffset(), DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.MaxValue);
        Assert.NotEmpty(held.Holder.Version);

        var (code, words) = await refused.RunAsync("plan", "-no-color");
        Assert.NotEqual(0, code);
        Assert.Contains(held.LockId, words, StringComparison.Ordinal);
        holder.Go();
        Assert.Equal(0, await apply.ExitAsync(Patience));
        await Eventually.GetAsync(() => Task.FromResult(locks.Lock), seen => seen is { IsHeld: false }, Patience, "the lock is given back");

        Understand(locks.Events);
        var wait = Assert.Single(_moments.OfType<StateLockWaited>());
        Assert.Equal(("default/network", "refused", "holder", false), (wait.Workspace, wait.Try?.RunId, wait.Holder?.RunId, wait.WasTaken));
        Assert.Equal("infra.apply (run refused, try 1) did not get the lock of Terraform's state default/network in namespace airflow: infra.apply (run holder, try 1) held it (OperationTypeApply).", Assert.Single(_findings).Summary);
        Assert.Contains(_moments.OfType<StateLockReleased>(), release => release is { Operation: "OperationTypeApply", Try.RunId: "holder" });
        Assert.Equal([held.Holder.Version], _moments.OfType<TerraformRunSeen>().Select(run => run.Version).Distinct());
    }

    void IPlatformObserver.Observe(AttributedAction action)
    {
    }

    void IPlatformObserver.Observe(PlatformMoment moment) => _moments.Add(moment);

    void IFindingObserver.Observe(Finding finding) => _findings.Add(finding);

    void IFindingObserver.Observe(AllClear clear)
    {
    }

    /// <summary>What the audit log and the Lease said, late and one after the other, as if each service account were a try's.</summary>
    private void Understand(IReadOnlyList<PlatformEvent> locks)
    {
        var watch = new TaskWatch(new DetectionOptions(), [], [], surroundings: new DetectionSurroundings
        {
            Findings = [this],
            Platform = [this],
            PlatformOptions = new PlatformOptions { Terraform = new TerraformOptions { AuditLag = TimeSpan.FromSeconds(5) } },
        });
        var actions = ReadAudit();
        Assert.NotEmpty(actions);
        watch.Observe(new AttributedPlatformBatch([.. locks.Select(told => new AttributedEvent(told, ActionAttribution.Unknown))], "terraform_locks", locks[0].ReceivedAt));
        watch.Observe(new AttributedPlatformBatch([.. actions], "kubernetes_audit", actions[0].Event.ReceivedAt));
        var last = actions.Max(action => ((PlatformAction)action.Event).At);
        for (var seconds = 0; seconds <= 60; seconds++)
        {
            watch.Advance(last.Add(TimeSpan.FromSeconds(seconds)));
        }
    }

    private List<AttributedEvent> ReadAudit()
    {
        // The server may still write its last line.
        using var file = new FileStream(cluster.AuditLogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        var records = new AuditRecordReader();
        var actions = new List<AttributedEvent>();
        while (reader.ReadLine() is { } line)
        {
            if (line.EndsWith('}'))
            {
                var action = AuditActionMapper.Map(records.Read(Encoding.UTF8.GetBytes(line), isCut: false), "kubernetes_audit", Instant.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddYears(60)));
                actions.Add(new AttributedEvent(action, Whose(action)));
            }
        }

        return actions;
    }

    private static ActionAttribution Whose(PlatformAction action) => action.Caller.ServiceAccount is not ("airflow", var account)
        ? ActionAttribution.Unknown
        : new ActionAttribution(
            new Owner
            {
                Kind = OwnerKind.Task,
                PodUid = $"uid-{account}",
                PodName = account,
                Namespace = "airflow",
                Try = new TaskTry(new TaskKey("airflow", "infra", "apply"), account, 1, -1, IdForm.Raw),
            },
            AttributionClass.Inferred,
            CallerEvidence.ServiceAccount);

    private async Task<string> TokenAsync(string account)
    {
        using var created = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces/airflow/serviceaccounts", $$$"""{"metadata":{"name":"{{{account}}}"}}""");
        await cluster.ReplaceAsync(RoleBindings, account, $$$"""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"{{{account}}}"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"terraform"},"subjects":[{"kind":"ServiceAccount","name":"{{{account}}}","namespace":"airflow"}]}
            """);
        using var token = await cluster.SendAsync(HttpMethod.Post, $"api/v1/namespaces/airflow/serviceaccounts/{account}/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"audiences":["https://kubernetes.default.svc"]}}""");
        return token.RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    /// <summary>The agent may see Leases, the runs their state; nobody more.</summary>
    private async Task PrepareAsync()
    {
        using var space = await cluster.SendAsync(HttpMethod.Post, "api/v1/namespaces", """{"metadata":{"name":"airflow"}}""");
        await cluster.ReplaceAsync(Roles, "terraform", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"terraform"},
            "rules":[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","create","update"]},
            {"apiGroups":[""],"resources":["secrets"],"verbs":["get","list","create","update"]}]}
            """);
        await cluster.ReplaceAsync(Roles, "windsock-terraform-locks", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"windsock-terraform-locks"},
            "rules":[{"apiGroups":["coordination.k8s.io"],"resources":["leases"],"verbs":["get","list","watch"]}]}
            """);
        await cluster.ReplaceAsync(RoleBindings, "windsock-terraform-locks", """
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"windsock-terraform-locks"},
            "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"windsock-terraform-locks"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"agent"}]}
            """);
    }
}
