using Windsock.Detection.Guardrails;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Guardrails.SomeGuardrail;
using static Windsock.Detection.Tests.Guardrails.SomeTry;

namespace Windsock.Detection.Tests.Guardrails;

public sealed class PeerJudgeTests
{
    [Fact]
    public void A_denied_peer_that_was_talked_to_is_a_finding_with_file_and_line()
    {
        var story = Calling(Dns("api.pastebin.com")) with { Owners = ["ann"], Tags = ["finance"] };
        var finding = Assert.Single(new Judging(Denying("dns *.pastebin.com")).Look(story));

        Assert.Equal("payments.load talked to api.pastebin.com:443, which guardrail payments-egress forbids (payments.yaml:10)", finding.Summary);
        Assert.Equal("Change what payments.load calls. If it is meant to call api.pastebin.com:443, change guardrail payments-egress at payments.yaml:10.", finding.Mend);
        Assert.Equal(("guardrail", Severity.Critical, "payments-egress: deny dns *.pastebin.com", "payments.yaml:10"), (finding.Rule, finding.Severity, finding.Cause, finding.Source));
        Assert.Equal(("api.pastebin.com", 443, story.Id, story.Try), (finding.Peer, finding.Port, finding.TryId, finding.Try));
        Assert.Equal((FindingSubject.Of(story.Try.Task), "complete", true), (finding.Subject, finding.Evidence, finding.IsComplete));
        Assert.Equal((story.Peers[0].FirstSeen, Now, Start), (finding.Since, finding.At, finding.TryStartedAt));
        Assert.Equal(["ann", "finance"], [.. finding.Owners, .. finding.Tags]);
    }

    [Fact]
    public void A_peer_that_is_not_on_the_list_is_a_finding_that_says_what_to_add()
    {
        var finding = Assert.Single(new Judging(Allowing("service data/postgres 5432")).Look(Calling(Service("data/postgres"), Service("shop/billing", 8_080))));

        Assert.Equal("payments.load talked to shop/billing:8080, which guardrail payments-egress does not allow (payments.yaml:8)", finding.Summary);
        Assert.Equal(
            "If payments.load is meant to call shop/billing:8080, add { service: shop/billing, ports: [8080] } to the list at payments.yaml:8; else change what it calls.", finding.Mend);
        Assert.Equal(("payments-egress: allow", "payments.yaml:8"), (finding.Cause, finding.Source));
    }

    [Theory]
    [InlineData(Severity.Critical, Severity.Warning)]
    [InlineData(Severity.Warning, Severity.Info)]
    [InlineData(Severity.Info, Severity.Info)]
    public void What_the_network_stopped_is_a_violation_one_step_less_severe(Severity severity, Severity expected)
    {
        var finding = Assert.Single(new Judging(Denying("dns *.pastebin.com") with { Severity = severity }).Look(Calling(Dns("a.pastebin.com").As(ConnectionOutcome.Denied, 3))));

        Assert.Equal(expected, finding.Severity);
        Assert.Equal("payments.load tried to reach a.pastebin.com:443, which guardrail payments-egress forbids (payments.yaml:10), and was stopped by the network", finding.Summary);
    }

    [Fact]
    public void The_policy_that_stopped_it_is_named_when_it_is_known()
    {
        var story = Calling(Service("shop/billing", 80).As(ConnectionOutcome.Denied)) with
        {
            Causes =
            [
                new Model.Tries.Diagnosis
                {
                    Cause = FailureCause.PolicyDenied, Confidence = Confidence.High, Sentence = "x", Retry = RetryAdvice.WillNotHelp, Peer = "shop/billing", Port = 80,
                    Evidence = ["CiliumNetworkPolicy airflow/egress"], TraceId = "0af7651916cd43dd8448eb211c80319c",
                },
            ],
        };

        var finding = Assert.Single(new Judging(Allowing("dns *.example.com")).Look(story));
        Assert.EndsWith("does not allow (payments.yaml:8), and was stopped by CiliumNetworkPolicy airflow/egress", finding.Summary, StringComparison.Ordinal);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", finding.TraceId);
    }

    [Theory]
    [InlineData(ConnectionOutcome.Refused, "was refused")]
    [InlineData(ConnectionOutcome.Timeout, "got no answer")]
    [InlineData(ConnectionOutcome.Unanswered, "got no answer")]
    [InlineData(ConnectionOutcome.Unknown, "how that went is not known")]
    public void An_attempt_that_nothing_stopped_is_as_severe_as_a_success(ConnectionOutcome outcome, string words)
    {
        var finding = Assert.Single(new Judging(Denying("entity world 22")).Look(Calling(Entity("world", 22).As(outcome))));

        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.EndsWith($"(payments.yaml:10), and {words}", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void In_mode_observe_nobody_is_told_and_it_is_counted_apart()
    {
        var judging = new Judging(Denying("entity world") with { Mode = GuardrailMode.Observe }, Denying("entity world") with { Name = "b" });
        var findings = judging.Look(Calling(Dns("api.example.com")));

        Assert.Equal([Severity.Info, Severity.Critical], findings.Select(finding => finding.Severity));
        Assert.Equal((1, 1), (judging.Number("guardrail_violations_total observe"), judging.Number("guardrail_violations_total alert")));
        Assert.Equal((1, 1), (judging.Number("guardrails_loaded observe"), judging.Number("guardrails_loaded alert")));
    }

    [Fact]
    public void A_story_that_is_looked_at_again_gives_the_same_findings_and_counts_them_once()
    {
        var judging = new Judging(Denying("entity world"));
        var before = judging.Look(Calling(Dns("api.example.com")));
        var after = judging.Look(Calling(Dns("api.example.com").As(ConnectionOutcome.Established, 7), Dns("b.example.com")));

        Assert.Equal(["api.example.com"], before.Select(finding => finding.Peer));
        Assert.Equal(["api.example.com", "b.example.com"], after.Select(finding => finding.Peer));
        Assert.Equal(2, judging.Number("guardrail_violations_total alert"));
    }

    [Fact]
    public void What_is_denied_is_denied_even_if_the_list_allows_it()
    {
        var guardrail = Denying("dns api.example.com") with { Allow = Allowing("dns *.example.com").Allow };

        Assert.Equal(["api.example.com"], new Judging(guardrail).Look(Calling(Dns("api.example.com"), Dns("b.example.com"))).Select(finding => finding.Peer));
    }

    [Fact]
    public void Name_lookups_in_the_cluster_are_allowed_unless_they_are_denied()
    {
        var story = Calling(Service("kube-system/kube-dns", 53), Workload("kube-system/coredns", 53), Entity("host", 53));

        Assert.Empty(new Judging(Allowing("dns *.example.com")).Look(story));
        Assert.Single(new Judging(Denying("service kube-system/kube-dns")).Look(story));
        Assert.Equal(["airflow/dns"], new Judging(Allowing("dns *.example.com")).Look(Calling(Workload("airflow/dns", 53))).Select(finding => finding.Peer));
    }

    [Fact]
    public void Pods_of_the_same_task_may_talk_to_each_other()
    {
        var story = Calling(Peer(PeerKind.Task, "airflow/payments.load", 7_078), Peer(PeerKind.Task, "airflow/other.load", 80));

        Assert.Equal(["airflow/other.load"], new Judging(Allowing("dns *.example.com")).Look(story).Select(finding => finding.Peer));
        Assert.Empty(new Judging(Allowing("workload airflow/other.*")).Look(story));
    }

    [Fact]
    public void Who_calls_the_task_is_not_judged_by_what_it_may_call()
    {
        var judging = new Judging(Denying("entity world") with { Allow = Allowing("airflow").Allow });

        Assert.Empty(judging.Look(Calling(Dns("api.example.com") with { Direction = TrafficDirection.Ingress })));
        Assert.Empty(judging.Unjudged());
    }

    [Fact]
    public void A_connection_of_which_nothing_has_come_yet_is_not_judged() =>
        Assert.Empty(new Judging(Denying("entity world")).Look(Calling(Dns("api.example.com").As(ConnectionOutcome.Established, 0))));

    [Fact]
    public void Requests_that_only_the_mesh_has_seen_are_talk() =>
        Assert.Contains("talked to", Assert.Single(new Judging(Denying("service shop/*")).Look(Calling(
            Service("shop/billing", 80).As(ConnectionOutcome.Established, 0) with { HttpClasses = [0, 0, 3, 0, 0, 0] }))).Summary, StringComparison.Ordinal);

    [Fact]
    public void Airflows_own_components_are_known_by_their_pods_not_by_their_names()
    {
        var story = Calling(Service("airflow/airflow-api-server", 8_080) with { IsAirflow = true }, Service("airflow/scheduler", 80));

        Assert.Equal(["airflow/scheduler"], new Judging(Allowing("airflow")).Look(story).Select(finding => finding.Peer));
        Assert.Contains("add { airflow: true, ports: [8080] }", Assert.Single(new Judging(Allowing("service airflow/scheduler")).Look(story)).Mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("169.254.169.254/32", PeerKind.Cidr)]
    [InlineData("169.254.170.2/32", PeerKind.Cidr)]
    [InlineData("fd00:ec2::254/128", PeerKind.Cidr)]
    [InlineData("100.100.100.200/32", PeerKind.Cidr)]
    [InlineData("metadata.google.internal", PeerKind.Dns)]
    public void The_metadata_service_may_be_forbidden_by_one_word(string name, PeerKind kind)
    {
        var guardrail = Allowing("entity world") with { MetadataForbidden = new SourceLine(FileName, 20) };
        var finding = Assert.Single(new Judging(guardrail).Look(Calling(Peer(kind, name, 80), Cidr("169.254.0.0/16"), Dns("api.example.com"))));

        Assert.Equal((name, "payments-egress: metadataService", "payments.yaml:20"), (finding.Peer, finding.Cause, finding.Source));
    }

    [Fact]
    public void A_try_with_many_strangers_gives_a_bounded_number_of_findings_and_counts_them_all()
    {
        var judging = new Judging(Allowing("airflow"));

        Assert.Equal(32, judging.Look(Calling([.. Enumerable.Range(0, 200).Select(number => Dns($"h{number}.example.com"))])).Count);
        Assert.Equal(200, judging.Number("guardrail_violations_total alert"));
    }

    [Fact]
    public void Names_from_the_network_stay_within_one_line()
    {
        var finding = Assert.Single(new Judging(Denying("entity world")).Look(Calling(Dns("a\n\u202eb" + new string('x', 3_000)))));

        Assert.All((string[])[finding.Summary, finding.Mend, finding.Peer], text => Assert.True(text.Length <= 1_000 && !text.Any(letter => char.IsControl(letter) || letter == '\u202e')));
    }

    [Fact]
    public void Incomplete_evidence_is_said() => Assert.Equal(
        "at least: 120 events were lost meanwhile, its start was not seen",
        Assert.Single(new Judging(Denying("entity world")).Look(Calling(Dns("a.b")) with { Evidence = new TryEvidence(120, false, false, false, 5) })).Evidence);
}
