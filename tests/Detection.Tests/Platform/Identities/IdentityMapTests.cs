using FsCheck;
using FsCheck.Fluent;
using Windsock.Detection.Platform.Identities;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Identities;

public sealed class IdentityMapTests
{
    private const string Spiffe = "spiffe://cluster.local/ns/airflow/sa/etl-sa";
    private const string Role = "arn:aws:iam::1:role/etl";

    private static readonly Owner Task = Bound(Watching.Owner());

    private readonly IdentityScene _scene = new();

    [Fact]
    public void A_DAG_leads_to_its_account_and_on_to_Cilium_the_mesh_and_the_cloud_each_with_what_says_so()
    {
        _scene.Show(Task, 1).Show(Task, 2, identity: 40_123).Verify(Task, Spiffe, 3)
            .Call(Task, "sts.eu-west-1.amazonaws.com", 4)
            .Ask(Task, IdentityScene.Action(5) with { Caller = new ActionCaller { Username = "system:serviceaccount:airflow:etl-sa", CredentialId = "JTI=1" } })
            .Ask(Task, IdentityScene.Action(6, username: "arn:aws:sts::1:assumed-role/etl/x") with { System = PlatformSystem.Aws });

        var row = _scene.Row();
        Assert.Equal(("airflow", "etl", "etl-sa"), (row.Namespace, row.DagId, row.ServiceAccount));
        Assert.Equal(["load"], row.TaskIds);
        Assert.Equal(
            [
                (IdentityLinkKind.ServiceAccount, "etl-sa", IdentityEvidence.Audit),
                (IdentityLinkKind.ServiceAccount, "etl-sa", IdentityEvidence.Pod),
                (IdentityLinkKind.CiliumIdentity, "40123", IdentityEvidence.Flow),
                (IdentityLinkKind.SpiffeId, Spiffe, IdentityEvidence.Mesh),
                (IdentityLinkKind.CloudPrincipal, "arn:aws:sts::1:assumed-role/etl/x", IdentityEvidence.Audit),
                (IdentityLinkKind.CloudPrincipal, Role, IdentityEvidence.Annotation),
                (IdentityLinkKind.TokenSource, "sts.eu-west-1.amazonaws.com", IdentityEvidence.Flow),
                (IdentityLinkKind.Credential, "JTI=1", IdentityEvidence.Audit),
            ],
            row.Links.Select(link => (link.Kind, link.Value, link.Evidence)));
        Assert.Equal((SomePod.At(1), SomePod.At(6)), (row.FirstSeen, row.LastSeen));
    }

    [Fact]
    public void The_account_is_read_from_Ciliums_labels_where_the_pod_is_not_in_view()
    {
        var owner = Watching.Owner(account: "");
        _scene.Show(owner, 1, 40_123, "k8s:app=x", "k8s:io.cilium.k8s.policy.serviceaccount=from-label");

        Assert.Equal((IdentityLinkKind.ServiceAccount, "from-label", IdentityEvidence.Flow), (_scene.Row().Links[0].Kind, _scene.Row().Links[0].Value, _scene.Row().Links[0].Evidence));
    }

    [Fact]
    public void Reserved_identities_are_no_pods()
    {
        _scene.Show(Watching.Owner(), 1, identity: 7);

        Assert.DoesNotContain(_scene.Row().Links, link => link.Kind == IdentityLinkKind.CiliumIdentity);
    }

    [Fact]
    public void What_a_task_was_recognised_by_is_no_new_evidence_for_itself()
    {
        _scene.Ask(Task, IdentityScene.Action(1), CallerEvidence.ServiceAccount)
            .Ask(Task, IdentityScene.Action(1, username: Role) with { System = PlatformSystem.Aws }, CallerEvidence.CloudIdentity);

        Assert.Empty(_scene.Part.Read(null, null).Identities);
    }

    [Fact]
    public void Accounts_and_principals_that_several_DAGs_have_are_listed()
    {
        _scene.Show(Task, 1).Show(Watching.Owner("b", dag: "billing"), 2).Show(Bound(Watching.Owner("c", dag: "report", account: "report-sa")), 3).Show(Watching.Owner("d", dag: "alone", account: "own"), 4);

        Assert.Equal(["billing"], _scene.Row().SharedWith);
        Assert.Equal(
            ["False airflow/etl-sa billing,etl", $"True {Role} airflow/etl,airflow/report"],
            _scene.Part.Read(null, null).Shared.Select(shared => $"{shared.IsCloud} {shared.Name} {string.Join(',', shared.Dags)}"));
        Assert.Equal([Role], _scene.Part.Read(null, "report").Shared.Select(shared => shared.Name));
        Assert.Empty(_scene.Part.Read("elsewhere", null).Identities);
    }

    [Fact]
    public void Pods_elsewhere_that_claim_to_be_tasks_and_components_are_not_in_it()
    {
        _scene.Show(new Owner { Kind = OwnerKind.OtherPod, ClaimsAirflow = true, Namespace = "shop", PodName = "x" }, 1);

        Assert.Empty(_scene.Part.Read(null, null).Identities);
    }

    [Fact]
    public void A_DAG_whose_id_becomes_known_goes_on_under_it()
    {
        const string Id = "legacy reports (weekly)";
        _scene.Show(Watching.Owner(dag: LabelSafe.Of(Id), ids: IdForm.Hashed), 1, identity: 40_123).Show(Watching.Owner("b", dag: Id), 2);

        var row = Assert.Single(_scene.Part.Read(null, null).Identities);
        Assert.Equal((Id, SomePod.At(1), SomePod.At(2)), (row.DagId, row.FirstSeen, row.LastSeen));
        Assert.Contains(row.Links, link => link.Value == "40123");
        Assert.Equal((0, 0L), (row.SharedWith.Length, _scene.Part.Read(null, null).Forgotten));
    }

    [Fact]
    public void A_clock_that_is_ahead_does_not_make_a_row_young_for_ever()
    {
        _scene.Until(50).Call(Task, "example.com", 9_999_999);

        Assert.Equal(SomePod.At(50), _scene.Row().LastSeen);
    }

    /// <summary>The map is that of a slow one that keeps all that it was told.</summary>
    [Fact]
    public void It_holds_what_it_was_told_whatever_the_order_and_however_little_room_there_is() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue - 1).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var (fast, plain) = (new IdentityMap(maxRows: 5), new PlainIdentityMap(5));
                for (var step = 0; step < 200; step++)
                {
                    var task = new TaskKey(random.Next(2) == 0 ? "airflow" : "other", $"dag{random.Next(4)}", random.Next(30) == 0 ? new string('x', 600) : $"task{random.Next(100)}");
                    var (account, at) = ($"sa{random.Next(3)}", SomePod.At(random.Next(1, 1_000)));
                    if (random.Next(3) == 0)
                    {
                        fast.Enter(task, account, at);
                        plain.Enter(task, account, at);
                        continue;
                    }

                    var (kind, value, evidence) = ((IdentityLinkKind)random.Next(6), $"value{random.Next(14)}", (IdentityEvidence)random.Next(5));
                    fast.Learn(task, account, kind, value, evidence, at);
                    plain.Learn(task, account, kind, value, evidence, at);
                }

                foreach (var (space, dag) in new[] { ((string?)null, (string?)null), ("airflow", null), (null, "dag1"), ("other", "dag2") })
                {
                    Assert.Equal(plain.Read(space, dag), PlainIdentityMap.Show(fast.Read(space, dag)));
                }
            }).QuickCheckThrowOnFailure();

    private static Owner Bound(Owner owner) => new()
    {
        Kind = owner.Kind,
        Role = owner.Role,
        Try = owner.Try,
        PodUid = owner.PodUid,
        Namespace = owner.Namespace,
        PodName = owner.PodName,
        NodeName = owner.NodeName,
        ServiceAccount = owner.ServiceAccount,
        CloudIdentity = Role,
    };
}
