using Windsock.Detection.Platform.Terraform;
using Windsock.Detection.Tests.Tries;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;

namespace Windsock.Detection.Tests.Platform.Terraform;

public sealed class TerraformRunTests
{
    private static readonly Owner First = LockScene.Run("a");

    [Fact]
    public void What_a_run_asks_of_its_state_is_said_in_words()
    {
        var scene = new LockScene().Pod(First, 0);
        string Asked(string verb, double at, ActionTarget target, ActionOutcome outcome = ActionOutcome.Succeeded) => scene.Asks(First, verb, at, outcome, target).Detail;

        Assert.Equal("state default/network, lock looked at", Asked("get", 10, LockScene.Target(LockScene.Lease), ActionOutcome.NotFound));
        Assert.Equal("state default/network, lock taken", Asked("create", 10.1, LockScene.Target(LockScene.Lease)));
        Assert.Equal("state default/network, state read", Asked("get", 11, LockScene.Secret("tfstate-default-network")));
        Assert.Equal("state default/network, state written", Asked("update", 12, LockScene.Secret("tfstate-default-network")));
        Assert.Equal("state default/network, state written", Asked("create", 12.1, LockScene.Secret("tfstate-default-network-part-1")));
        Assert.Equal("state default/network, lock looked at", Asked("get", 13, LockScene.Target(LockScene.Lease)));
        Assert.Equal("state default/network, lock given back", Asked("update", 13.1, LockScene.Target(LockScene.Lease)));
        Assert.Equal("state default/network, lock wanted", Asked("update", 14, LockScene.Target(LockScene.Lease), ActionOutcome.Denied));
        Assert.Equal("state default/network, lock lost to another at the same moment", Asked("update", 15, LockScene.Target(LockScene.Lease), ActionOutcome.Conflict));
        Assert.Equal("state default/network, lock deleted", Asked("delete", 16, LockScene.Target(LockScene.Lease)));
        Assert.Equal("state default/network, state deleted", Asked("delete", 17, LockScene.Secret("tfstate-default-network")));
        Assert.Equal("state prod-a-network, state read", Asked("get", 18, LockScene.Secret("tfstate-prod-a-network")));
        Assert.Equal("by Terraform 1.11.4", Asked("create", 19, new ActionTarget("", "configmaps", "", "airflow", "x")));
    }

    [Fact]
    public void A_run_that_finds_the_lock_taken_is_told_by_whom()
    {
        var scene = new LockScene().Pod(First, 0).Takes(First, "lock-1", 10).Looks(LockScene.Run("b", 2), 20);

        Assert.Equal("state default/network, lock held by root@pod-a", scene.Detail);
    }

    [Fact]
    public void The_Leases_labels_part_workspace_and_suffix()
    {
        var scene = new LockScene();
        scene.Tell(new StateLockSeen(new StateLock("airflow", "lock-tfstate-prod-a-network", "prod", "a-network", "", null), SomePod.At(1)));

        Assert.Equal("state prod/a-network, state read", scene.Asks(First, "get", 2, target: LockScene.Secret("tfstate-prod-a-network")).Detail);
    }

    [Fact]
    public void Another_version_than_the_last_one_is_said_where_it_writes()
    {
        var scene = new LockScene().Asks(First, "update", 10, target: LockScene.Secret("tfstate-default-network"), agent: "HashiCorp/1.0 Terraform/1.9.8");
        Assert.Equal("state default/network, state written", scene.Detail);

        Assert.Equal("state default/network, state written; Terraform 1.11.4, after 1.9.8", scene.Asks(First, "update", 20, target: LockScene.Secret("tfstate-default-network")).Detail);
        Assert.Equal("state default/network, state written", scene.Asks(First, "update", 21, target: LockScene.Secret("tfstate-default-network")).Detail);
    }

    [Theory]
    [InlineData("secrets", "airflow-fernet-key")]
    [InlineData("secrets", "tfstate-")]
    [InlineData("leases", "kube-scheduler")]
    [InlineData("pods", "lock-tfstate-default-network")]
    public void What_is_no_state_is_none_of_its_business(string resource, string name)
    {
        var group = resource == "leases" ? "coordination.k8s.io" : "";

        Assert.Equal("", new LockScene().Asks(First, "update", 1, target: new ActionTarget(group, resource, "", "airflow", name), agent: "kubectl/v1.34.0").Detail);
    }

    [Theory]
    [InlineData("HashiCorp/1.0 Terraform/1.11.4", "1.11.4")]
    [InlineData("HashiCorp Terraform/1.9.8 (+https://www.terraform.io) airflow/etl.load.1", "1.9.8")]
    [InlineData("HashiCorp/1.0 OpenTofu/1.10.0", "1.10.0")]
    [InlineData("APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io)", "1.11.4")]
    [InlineData("Terraform/", "")]
    [InlineData("kubectl/v1.34.0 (linux/amd64)", null)]
    [InlineData("NotTerraform/1.0", null)]
    [InlineData("", null)]
    public void A_program_is_known_by_what_it_calls_itself(string userAgent, string? version) => Assert.Equal(version, TerraformProgram.VersionOf(userAgent));

    [Fact]
    public void A_try_is_told_to_run_Terraform_once_for_each_kind_of_evidence()
    {
        var scene = new LockScene().Pod(First, 0).Takes(First, "lock-1", 10).Asks(First, "create", 12, target: new ActionTarget("", "configmaps", "", "airflow", "x"));
        Connect(scene, First, "registry.terraform.io");
        Connect(scene, First, "releases.hashicorp.com");
        Connect(scene, First, "api.example.com");
        Connect(scene, LockScene.Run("b", 2), "app.terraform.io");

        Assert.Equal(
            ["state kubernetes 1.11.4 1", "user_agent  1.11.4 1", "host   1", "host hcp  2"],
            scene.Moments.OfType<TerraformRunSeen>().Select(run => $"{run.Evidence} {run.Backend} {run.Version} {run.Try!.TryNumber}"));
    }

    private static void Connect(LockScene scene, Owner owner, string host) => scene.Part.Observe(
        new Connection
        {
            Client = new SideAttribution(owner, AttributionClass.Exact, AttributionReason.None, Decides: true),
            Server = default,
            ServerAsPeer = new Peer(PeerKind.Dns, host),
            ClientAsPeer = Peer.Unknown,
            Outcome = ConnectionOutcome.Established,
            FirstSeen = SomePod.At(5),
        },
        scene.Telling);
}
