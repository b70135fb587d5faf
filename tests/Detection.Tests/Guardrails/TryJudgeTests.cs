using System.Collections.Immutable;
using Windsock.Detection.Guardrails;
using Windsock.Model.Calls;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Guardrails.SomeGuardrail;
using static Windsock.Detection.Tests.Guardrails.SomeTry;

namespace Windsock.Detection.Tests.Guardrails;

public sealed class TryJudgeTests
{
    private static readonly SourceLine Line = new(FileName, 30);

    [Fact]
    public void A_pod_under_another_service_account_is_a_violation()
    {
        var judging = new Judging(Egress with { ServiceAccounts = new PatternList(Patterns("payments-*", "billing"), Line) });
        var finding = Assert.Single(judging.Look(Calling() with { Pods = [Pod("payments-x"), Pod("default")] }));

        Assert.Equal("payments.load runs under service account default, and guardrail payments-egress asks for payments-*, billing (payments.yaml:30)", finding.Summary);
        Assert.Equal(("payments-egress: serviceAccounts", Start), (finding.Cause, finding.Since));
        Assert.Empty(judging.Look(Calling() with { Pods = [Pod("billing")] }));
    }

    [Fact]
    public void A_service_account_that_never_became_known_is_counted()
    {
        var judging = new Judging(Egress with { ServiceAccounts = new PatternList(Patterns("payments-*"), Line) });

        Assert.Empty(judging.Look(Calling() with { Pods = [Pod("")] }));
        Assert.Empty(judging.Unjudged());
        Assert.Empty(judging.Look(Calling() with { Pods = [Pod("")], EndedAt = Now }));
        Assert.Equal(["no_service_account=1"], judging.Unjudged());
    }

    [Fact]
    public void A_try_may_have_as_many_connections_as_its_limit_and_not_one_more()
    {
        var judging = new Judging(Limited(LimitKind.Connections, 500));
        var lookups = Service("kube-system/kube-dns", 53).As(ConnectionOutcome.Established, 9_000);

        Assert.Empty(judging.Look(Calling(lookups, Service("data/postgres").As(ConnectionOutcome.Established, 500))));
        var finding = Assert.Single(judging.Look(Calling(lookups, Service("data/postgres").As(ConnectionOutcome.Established, 499), Dns("a.b").As(ConnectionOutcome.Refused, 2))));
        Assert.Equal(new Measure("connections", "501", "at most 500"), Assert.Single(finding.Measures));
        Assert.Equal("One try of payments.load opened 501 connections, and guardrail payments-egress allows 500 (payments.yaml:30)", finding.Summary);
        Assert.Equal("payments-egress: limits.connections", finding.Cause);
    }

    [Fact]
    public void Peers_are_counted_by_name_whatever_their_ports()
    {
        var judging = new Judging(Limited(LimitKind.Peers, 2));

        Assert.Empty(judging.Look(Calling(Dns("a.b"), Dns("a.b", 80), Dns("c.d"), Peer(PeerKind.Unknown, "unknown", 1), Service("kube-system/kube-dns", 53))));
        Assert.Equal("3", Assert.Single(judging.Look(Calling(Dns("a.b"), Dns("c.d"), Dns("e.f")))).Measures[0].Seen);
    }

    [Fact]
    public void A_limit_of_no_denials_is_broken_by_the_first()
    {
        var judging = new Judging(Limited(LimitKind.Denials, 0));

        Assert.Empty(judging.Look(Calling(Dns("a.b"))));
        Assert.Contains("had 1 connection stopped by the network", Assert.Single(judging.Look(Calling(Dns("a.b").As(ConnectionOutcome.Denied)))).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_try_breaks_its_time_while_it_runs_and_an_ended_one_no_more()
    {
        var judging = new Judging(Limited(LimitKind.Duration, 7_200));

        Assert.Empty(judging.Look(Calling(), Start.Add(TimeSpan.FromHours(2))));
        var finding = Assert.Single(judging.Look(Calling(), Start.Add(TimeSpan.FromHours(2.5))));
        Assert.Equal(new Measure("duration", "2h30m", "at most 2h"), Assert.Single(finding.Measures));
        Assert.Equal("One try of payments.load has lasted 2h30m, and guardrail payments-egress allows 2h (payments.yaml:30)", finding.Summary);
        Assert.Empty(judging.Look(Calling() with { EndedAt = Start.Add(TimeSpan.FromHours(1)) }, Start.Add(TimeSpan.FromHours(9))));
        Assert.Empty(judging.Look(Calling() with { StartedAt = Instant.Missing }, Start.Add(TimeSpan.FromHours(9))));
    }

    [Theory]
    [InlineData("payments", "load", "airflow", true)]
    [InlineData("payments_eu", "load_all", "airflow-eu", true)]
    [InlineData("orders", "load", "airflow", false)]
    [InlineData("payments", "extract", "airflow", false)]
    [InlineData("payments", "load", "other", false)]
    public void A_guardrail_concerns_the_tasks_it_names(string dag, string task, string space, bool concerns)
    {
        var scope = new GuardrailScope(Patterns("billing", "payments*"), Patterns("load*"), Patterns("airflow*"), []);
        var story = Calling(Dns("a.b")) with { Try = new TaskTry(new TaskKey(space, dag, task), "run", 1, -1, IdForm.Raw) };

        Assert.Equal(concerns, new Judging(Denying("entity world") with { Scope = scope }).Look(story).Count == 1);
    }

    [Fact]
    public void An_id_of_which_only_the_hash_is_known_is_matched_by_the_hash_of_a_pattern()
    {
        const string id = "payments with spaces";
        var story = Calling(Dns("a.b")) with { Try = new TaskTry(new TaskKey("airflow", LabelSafe.Of(id), "load"), "run", 1, -1, IdForm.Hashed) };

        Assert.Single(new Judging(Denying("entity world") with { Scope = Of(id) }).Look(story));
        Assert.Single(new Judging(Denying("entity world") with { Scope = Of("payments*") }).Look(story));
        Assert.Empty(new Judging(Denying("entity world") with { Scope = Of("payments") }).Look(story));
    }

    [Fact]
    public void Tags_are_judged_when_Airflow_has_told_them()
    {
        var judging = new Judging(Denying("entity world") with { Scope = Of("*") with { Tags = Patterns("fin*") } });
        var story = Calling(Dns("a.b"));

        Assert.Empty(judging.Look(story));
        Assert.Empty(judging.Look(story with { Tags = ["hr"], EndedAt = Now }));
        Assert.Empty(judging.Look(story with { AirflowState = "success", EndedAt = Now }));
        Assert.Empty(judging.Unjudged());
        Assert.Single(judging.Look(story with { Tags = ["hr", "finance"], EndedAt = Now }));
        Assert.Empty(judging.Look(story with { EndedAt = Now }));
        Assert.Equal(["tags_unknown=1"], judging.Unjudged());
    }

    [Fact]
    public void A_call_without_mutual_TLS_breaks_a_guardrail_that_requires_it()
    {
        var judging = new Judging(Egress with { MutualTls = Line }, Egress with { Name = "others", Scope = Of("orders"), MutualTls = Line }, Denying("entity world") with { Name = "c" });
        var observation = Observed(MeshFinding.WithoutMutualTls, new Peer(PeerKind.Service, "shop/billing"));

        var finding = Assert.Single(judging.Look(observation));
        Assert.Equal("payments.load called shop/billing without mutual TLS (plaintext), which guardrail payments-egress requires (payments.yaml:30)", finding.Summary);
        Assert.Equal(("payments-egress: mutualTls", "shop/billing", Now, Severity.Critical), (finding.Cause, finding.Peer, finding.At, finding.Severity));
        Assert.Matches("^[0-9a-f]{16}$", finding.TryId);
        Assert.Equal(1, judging.Number("guardrail_violations_total alert"));
        Assert.Empty(judging.Look(Observed(MeshFinding.PrincipalMismatch, observation.Peer)));
        Assert.StartsWith("somebody unknown called payments.load", Assert.Single(judging.Look(Observed(MeshFinding.WithoutMutualTls, Model.Identity.Peer.Unknown) with { IsClient = false })).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_of_a_DAG_whose_tags_are_not_known_yet_is_counted()
    {
        var judging = new Judging(Egress with { MutualTls = Line, Scope = Of("*") with { Tags = Patterns("finance") } });

        Assert.Empty(judging.Look(Observed(MeshFinding.WithoutMutualTls, Model.Identity.Peer.Unknown)));
        Assert.Equal(["tags_unknown=1"], judging.Unjudged());
    }

    private static Guardrail Limited(LimitKind kind, long most) => Egress with { Limits = [new TryLimit(kind, most, Line)] };

    private static MeshObservation Observed(MeshFinding finding, Peer peer) => new(
        finding,
        new Owner { Kind = OwnerKind.Task, Try = Calling().Try, PodUid = "uid", Namespace = "airflow", PodName = "payments-load-1" },
        peer,
        true,
        "plaintext",
        Now);
}
