using System.Collections.Immutable;
using Windsock.Detection.Mesh;
using Windsock.Model.Calls;
using Windsock.Model.Cluster;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;

namespace Windsock.Detection.Tests.Mesh;

public sealed class MeshWatchTests : IMeshObserver
{
    private const string Etl = "spiffe://cluster.local/ns/airflow/sa/etl";

    private static readonly Instant Now = new(1_800_000_000_000_000_000);
    private static readonly Peer Billing = new(PeerKind.Service, "shop/billing");
    private static readonly Owner Task = new()
    {
        Kind = OwnerKind.Task,
        Try = new TaskTry(new TaskKey("airflow", "etl", "load"), "run", 1, -1, IdForm.Raw),
        PodUid = "uid-1",
        Namespace = "airflow",
        ServiceAccount = "etl",
    };

    private readonly List<MeshObservation> _told = [];
    private readonly MeshWatch _watch;

    public MeshWatchTests() => _watch = new MeshWatch([this]);

    void IMeshObserver.Observe(MeshObservation observation) => _told.Add(observation);

    [Theory]
    [InlineData(TlsMode.Plaintext, "plaintext")]
    [InlineData(TlsMode.Simple, "TLS without a client certificate")]
    [InlineData(TlsMode.Mutual, null)]
    [InlineData(TlsMode.Unknown, null)]
    public void A_call_into_the_mesh_without_mutual_TLS_is_told_by_the_servers_proxy(TlsMode tls, string? seen)
    {
        Observe(new Call { Reporter = CallReporter.Server, Tls = tls, Time = Now });

        Assert.Equal(seen is null ? [] : [seen], _told.Select(one => one.Seen));
        Assert.All(_told, one => Assert.Equal((MeshFinding.WithoutMutualTls, Billing, true, Now), (one.Finding, one.Peer, one.IsClient, one.At)));
    }

    [Fact]
    public void The_clients_own_proxy_does_not_know_how_its_calls_are_protected()
    {
        Observe(new Call { Reporter = CallReporter.Client, Tls = TlsMode.Plaintext });

        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(Etl, false)]
    [InlineData("spiffe://cluster.local/ns/airflow/sa/other", true)]
    [InlineData("spiffe://cluster.local/ns/shop/sa/etl", true)]
    [InlineData("spiffe://example.org/workload/7", false)]
    [InlineData("", false)]
    public void A_principal_of_another_service_account_is_a_mismatch(string principal, bool isTold)
    {
        Observe(new Call { Reporter = CallReporter.Server, Tls = TlsMode.Mutual, ClientPrincipal = principal });

        Assert.Equal(isTold ? [(MeshFinding.PrincipalMismatch, principal)] : [], _told.Select(one => (one.Finding, one.Seen)));
    }

    [Fact]
    public void A_pods_own_principal_is_told_once_and_anothers_never()
    {
        var principals = new List<string>();
        var watch = new MeshWatch([this], sighting => principals.Add(sighting.SpiffeId));
        foreach (var principal in (string[])[Etl, Etl, "spiffe://cluster.local/ns/airflow/sa/other", "", "spiffe://example.org/workload/7", Etl])
        {
            Observe(watch, new Call { Reporter = CallReporter.Server, Tls = TlsMode.Mutual, ClientPrincipal = principal }, AttributionClass.Exact, true);
        }

        Observe(watch, new Call { Reporter = CallReporter.Server, Tls = TlsMode.Unknown, ClientPrincipal = Etl }, AttributionClass.Exact, true);
        Assert.Equal([Etl], principals);
    }

    [Fact]
    public void A_proxy_does_not_vouch_for_itself()
    {
        Observe(new Call { Reporter = CallReporter.Client, Tls = TlsMode.Mutual, ClientPrincipal = "spiffe://cluster.local/ns/airflow/sa/other" });

        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(AttributionClass.Inferred, true)]
    [InlineData(AttributionClass.Ambiguous, true)]
    [InlineData(AttributionClass.Exact, false)]
    public void Who_is_not_certainly_this_pod_or_not_ours_to_account_for_is_not_accused(AttributionClass sureness, bool decides)
    {
        Observe(new Call { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext }, sureness, decides);

        Assert.Empty(_told);
    }

    [Fact]
    public void A_finding_is_told_once_for_a_pod_and_a_peer()
    {
        Observe(new Call { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext });
        Observe(new Call { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext });

        Assert.Single(_told);
    }

    [Fact]
    public void A_pod_without_the_sidecar_that_its_namespace_gives_is_told_whichever_is_known_first()
    {
        _watch.Observe(new TaskPodSeen(Pod("uid-1", "base"), Task, Now));
        Assert.Empty(_told);

        _watch.Observe(new NamespaceSeen(Namespace(("istio-injection", "enabled")), Now));
        _watch.Observe(new TaskPodSeen(Pod("uid-1", "base"), Task, Now));

        var told = Assert.Single(_told);
        Assert.Equal((MeshFinding.SidecarMissing, "istio-injection=enabled"), (told.Finding, told.Seen));
    }

    [Fact]
    public void A_pod_that_went_before_its_namespace_was_known_is_forgotten()
    {
        _watch.Observe(new TaskPodSeen(Pod("uid-1", "base"), Task, Now));
        _watch.Observe(new TaskPodGone("uid-1", Now));
        _watch.Observe(new NamespaceSeen(Namespace(("istio-injection", "enabled")), Now));

        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("istio-injection=enabled", "", "base", true)]
    [InlineData("istio.io/rev=1-29", "", "base", true)]
    [InlineData("istio-injection=enabled", "", "base istio-proxy", false)]
    [InlineData("istio-injection=disabled istio.io/rev=1-29", "", "base", false)]
    [InlineData("istio-injection=enabled istio.io/dataplane-mode=ambient", "", "base", false)]
    [InlineData("istio-injection=enabled istio.io/dataplane-mode=ambient", "istio.io/dataplane-mode=none", "base", true)]
    [InlineData("istio-injection=enabled", "istio.io/dataplane-mode=ambient", "base", false)]
    [InlineData("istio-injection=enabled", "sidecar.istio.io/inject=false", "base", false)]
    [InlineData("istio-injection=enabled", "", "", false)]
    [InlineData("team=data", "", "base", false)]
    public void Labels_of_the_namespace_and_the_pod_say_whether_a_sidecar_is_to_be_expected(string space, string pod, string containers, bool isMissing)
    {
        var state = Pod("uid-1", containers.Split(' ', StringSplitOptions.RemoveEmptyEntries)) with { Labels = Labels(pod) };

        Assert.Equal(isMissing, SidecarRule.Missing(state, Labels(space)) is not null);
    }

    [Fact]
    public void A_pod_on_its_nodes_network_gets_no_sidecar() =>
        Assert.Null(SidecarRule.Missing(Pod("uid-1", "base") with { HostNetwork = true }, Labels("istio-injection=enabled")));

    [Fact]
    public void Findings_without_end_take_a_bounded_place_and_old_ones_may_be_told_again()
    {
        for (var number = 0; number < 100_000; number++)
        {
            _watch.Observe(
                new Call { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext },
                new FlowAttribution(Side(AttributionClass.Exact, true), default, new Peer(PeerKind.Dns, $"{number}.example.com"), Peer.Unknown, AttributionKind.Task, AttributionClass.Exact),
                Now);
        }

        Assert.Equal(100_000, _told.Count);
        Observe(new Call { Reporter = CallReporter.Server, Tls = TlsMode.Plaintext });
        Assert.Equal(100_001, _told.Count);
    }

    private void Observe(Call call, AttributionClass sureness = AttributionClass.Exact, bool decides = true) => Observe(_watch, call, sureness, decides);

    private static void Observe(MeshWatch watch, Call call, AttributionClass sureness, bool decides) => watch.Observe(
        call, new FlowAttribution(Side(sureness, decides), default, Billing, Peer.Unknown, AttributionKind.Task, sureness), Now);

    private static SideAttribution Side(AttributionClass sureness, bool decides) => new(Task, sureness, AttributionReason.None, decides);

    private static NamespaceState Namespace(params (string Key, string Value)[] labels) => new("airflow", labels.ToImmutableDictionary(label => label.Key, label => label.Value));

    private static PodState Pod(string uid, params string[] containers) => new()
    {
        Uid = uid,
        Namespace = "airflow",
        Name = "etl-load",
        Containers = [.. containers.Select(name => new ContainerState(name, false, false, false, Now, Instant.Missing, 0, ""))],
    };

    private static ImmutableDictionary<string, string> Labels(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(label => label.Split('=')).ToImmutableDictionary(label => label[0], label => label[1]);
}
