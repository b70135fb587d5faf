using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Diagnosis.SomeCase;

namespace Windsock.Detection.Tests.Diagnosis;

/// <summary>Trouble that is not why the try failed, and what is said of it.</summary>
public sealed class NoiseTests
{
    private static readonly PeerCase Telemetry = Peer(PeerKind.Dns, "otel.vendor.example", 4_318);
    private static readonly PeerCase Statsd = Peer(PeerKind.Service, "airflow/statsd", 9_125, L4Protocol.Udp);

    private static readonly Dictionary<string, TryCase> Blameless = new(StringComparer.Ordinal)
    {
        ["a denial long before the end"] = With(Deny(Database, 10), Site.Works(90)) with { EndedAt = At(4_000) },
        ["a denial that a later connection to the peer got past"] = With(Deny(Database, 90).Works(95)),
        ["a refusal that a retry got past"] = With(Database.Fails(ConnectionOutcome.Refused, 90, 92, 94).Works(96)),
        ["a timeout that a retry got past"] = With(Database.Fails(ConnectionOutcome.Timeout, 60).Works(75)),
        ["one 404"] = With(Site.Works(90).Answers(404, 99)),
        ["a 401 that was followed by a login"] = With(Site.Works(98).Answers(401, 97).Answers(200, 98)),
        ["a 503 that a retry got past"] = With(Site.Works(98).Answers(503, 94, 96).Answers(200, 98)),
        ["a 409 after a 500"] = With(Site.Works(98).Answers(500, 90).Answers(409, 98)),
        ["metrics that nobody answers"] = With(Statsd.Fails(ConnectionOutcome.Unanswered, 20, 40, 60, 80, 99)),
        ["a ping that nobody answers"] = With(Peer(PeerKind.Entity, "world", 0, L4Protocol.Icmp).Fails(ConnectionOutcome.Unanswered, 99)),
        ["the search path of a name that was found"] = WithNames(
            Name("api.example.com.airflow.svc.cluster.local", 3, 99),
            Name("api.example.com.svc.cluster.local", 3, 99),
            Name("api.example.com.cluster.local", 3, 99),
            Resolved("api.example.com", 99.1)),
        ["the search path of a service that was found"] = WithNames(
            Name("postgres.data.airflow.svc.cluster.local", 3, 99),
            Resolved("postgres.data.svc.cluster.local", 99.1)),
        ["an answer to the search path that is told after the name was found"] = WithNames(
            Name("api.example.com.svc.cluster.local", 3, 99.9),
            Resolved("api.example.com", 98.2)),
        ["a name that failed and then was found"] = WithNames(Name("api.example.com", 2, 90) with { LastResolvedAt = At(95) }),
        ["a name server that did not answer once"] = With(
            Peer(PeerKind.Service, "kube-system/kube-dns", 53, L4Protocol.Udp).Fails(ConnectionOutcome.Unanswered, 90).Works(95)),
        ["a name server beside another"] = With(
            Peer(PeerKind.Service, "kube-system/kube-dns", 53, L4Protocol.Udp).Fails(ConnectionOutcome.Unanswered, 90)) with
        { Names = [Resolved("a.example", 96)] },
        ["the first seconds of a pod that lived on"] = With(Deny(Database, 0.2, 0.4).Works(3)),
        ["drops that are none"] = With(Database.Denied(DropReason.IgmpHandled, null, TrafficDirection.Egress, 99)),
        ["what others wanted of it"] = With(Deny(Peer(PeerKind.Workload, "monitoring/prometheus", 9_102, direction: TrafficDirection.Ingress), 90, 95, 99)),
        ["trouble that other tries of the task had and succeeded"] = With(Deny(Telemetry, 70, 85, 99)) with { Tolerated = ["policy_denied otel.vendor.example:4318"] },
    };

    public static TheoryData<string> Names => [.. Blameless.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_is_blamed_for(string name) =>
        Assert.Equal(FailureCause.NoneSeen, Assert.Single(Diagnoser.Diagnose(Blameless[name])).Cause);

    [Fact]
    public void What_is_denied_over_and_over_while_work_goes_on_is_at_most_a_possibility()
    {
        var denied = Telemetry.Denied(DropReason.PolicyDenied, null, TrafficDirection.Egress, [.. Enumerable.Range(0, 16).Select(minute => minute * 60.0)]);
        var causes = Diagnoser.Diagnose(With(denied, Database.Works(100, 400, 800)) with { EndedAt = At(905) });

        Assert.All(causes, cause => Assert.True(cause.Confidence == Confidence.Low || cause.Cause == FailureCause.NoneSeen));
    }

    [Fact]
    public void Earlier_trouble_comes_after_what_was_last()
    {
        var causes = Diagnoser.Diagnose(With(Deny(Telemetry, 40, 92), Database.Works(96), Site.Works(90).Answers(403, 97, 99)));

        Assert.Equal([(FailureCause.Permission, Confidence.High), (FailureCause.PolicyDenied, Confidence.Medium)], causes.Select(cause => (cause.Cause, cause.Confidence)));
    }

    [Fact]
    public void A_single_failure_of_a_peer_that_worked_is_not_sure() =>
        Assert.Equal(Confidence.Medium, Diagnoser.Diagnose(With(Site.Works(10).Answers(200, 10, 50, 90).Answers(500, 99)))[0].Confidence);

    [Fact]
    public void A_pod_that_ran_out_of_memory_did_not_fail_by_its_network()
    {
        var causes = Diagnoser.Diagnose(With(Deny(Telemetry, 95, 99)) with { PodReason = "OOMKilled", ExitCode = 137 });

        Assert.All(causes, cause => Assert.Equal(Confidence.Low, cause.Confidence));
    }

    [Fact]
    public void Datagrams_that_are_denied_are_at_most_a_possibility() =>
        Assert.All(Diagnoser.Diagnose(With(Deny(Statsd, 80, 90, 99))), cause => Assert.Equal(Confidence.Low, cause.Confidence));

    [Fact]
    public void Lost_events_make_less_sure()
    {
        var once = With(Database.Fails(ConnectionOutcome.Refused, 99));
        Assert.Equal(Confidence.High, Diagnoser.Diagnose(once)[0].Confidence);
        Assert.Equal(Confidence.Medium, Diagnoser.Diagnose(once with { Evidence = new TryEvidence(1, false, false, true, 9) })[0].Confidence);
    }

    [Theory]
    [InlineData(TryResult.Running)]
    [InlineData(TryResult.Succeeded)]
    public void A_try_that_did_not_fail_has_no_causes(TryResult result) =>
        Assert.Empty(Diagnoser.Diagnose(With(Deny(Database, 95, 99)) with { Result = result }));

    [Fact]
    public void A_try_whose_result_is_not_known_and_that_had_no_trouble_has_none_either() =>
        Assert.Empty(Diagnoser.Diagnose(With(Database.Works(90)) with { Result = TryResult.Unknown }));

    [Fact]
    public void A_search_path_without_the_name_itself_is_at_most_a_possibility() => Assert.All(
        Diagnoser.Diagnose(WithNames(Name("api.example.com.svc.cluster.local", 3, 99), Name("api.example.com.cluster.local", 3, 99))),
        cause => Assert.Equal(Confidence.Low, cause.Confidence));

    [Fact]
    public void Resets_of_a_connection_that_stood_count_from_the_reset()
    {
        var peer = Database.Works(5).FailsAs(new FailedAttempt(At(99), At(99), ConnectionOutcome.Reset, 0, DropReason.Unknown, TrafficDirection.Unknown, null, false));

        Assert.Equal((FailureCause.Reset, Confidence.Medium), (Diagnoser.Diagnose(With(peer))[0].Cause, Diagnoser.Diagnose(With(peer))[0].Confidence));
    }

    private static PeerCase Deny(PeerCase peer, params ReadOnlySpan<double> at) => peer.Denied(DropReason.PolicyDenied, null, TrafficDirection.Egress, at);
}
