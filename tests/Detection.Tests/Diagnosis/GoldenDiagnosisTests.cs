using System.Globalization;
using System.Text;
using Windsock.Detection.Diagnosis;
using Windsock.Detection.Tries.Ledgers;
using Windsock.Model.Connections;
using Windsock.Model.Flows;
using Windsock.Model.Identity;
using Windsock.Model.Platform;
using Windsock.Model.Tries;
using static Windsock.Detection.Tests.Diagnosis.SomeCase;

namespace Windsock.Detection.Tests.Diagnosis;

/// <summary>What people read, for every cause.</summary>
public sealed class GoldenDiagnosisTests
{
    private static readonly PolicyName AllowCluster = new("CiliumNetworkPolicy", "airflow", "allow-cluster");

    private static readonly Dictionary<string, TryCase> Cases = new(StringComparer.Ordinal)
    {
        ["policy_denied"] = With(Database.Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 70, 78, 86)),
        ["policy_denied.unnamed"] = With(Database.Denied(DropReason.PolicyDenied, null, TrafficDirection.Egress, 95, 98)),
        ["policy_denied.ingress"] = With(Database.Denied(DropReason.PolicyDenied, new("CiliumNetworkPolicy", "data", "postgres-clients"), TrafficDirection.Ingress, 95, 98)),
        ["policy_denied.deny_rule"] = With(Database.Denied(DropReason.PolicyDeny, new("CiliumClusterwideNetworkPolicy", "", "no-databases"), TrafficDirection.Egress, 99)),
        ["policy_denied.fqdn"] = With(Site.Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)),
        ["policy_denied.entity"] = With(Peer(PeerKind.Entity, "kube-apiserver", 6_443).Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)),
        ["policy_denied.cidr"] = With(Peer(PeerKind.Cidr, "10.20.0.0/16", 1_433).Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)),
        ["policy_denied.dns"] = With(Peer(PeerKind.Service, "kube-system/kube-dns", 53, L4Protocol.Udp).Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)),
        ["policy_denied.no_labels"] = With((Database with { Labels = [] }).Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)),
        ["policy_denied.service_account"] = With(Database.Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)) with
        {
            Labels = ["k8s:io.kubernetes.pod.namespace=airflow", "k8s:io.cilium.k8s.policy.serviceaccount=etl-orders"],
        },
        ["policy_denied.hashed_dag"] = With(Database.Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 97, 99)) with
        {
            Try = new TaskTry(new TaskKey("airflow", "etl orders", "load"), "run1", 2, -1, IdForm.Raw),
        },
        ["policy_denied.spark_executor"] = With(Peer(PeerKind.Task, "airflow/etl_orders.load", 7_078, direction: TrafficDirection.Ingress)
            .Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Ingress, 97, 99)),
        ["policy_denied.warm_up"] = With(Database.Denied(DropReason.PolicyDenied, null, TrafficDirection.Egress, 1, 3)) with { EndedAt = At(5) },
        ["dns_failure.nxdomain"] = WithNames(
            Name("sftp.partnr.example.airflow.svc.cluster.local", 3, 90, 95),
            Name("sftp.partnr.example.svc.cluster.local", 3, 90, 95),
            Name("sftp.partnr.example.cluster.local", 3, 90, 95),
            Name("sftp.partnr.example.eu-west-1.compute.internal", 3, 90, 95),
            Name("sftp.partnr.example", 3, 90, 95),
            Resolved("api.example.com", 96)),
        ["dns_failure.servfail"] = WithNames(Name("files.bank.example", 2, 80, 90, 99)),
        ["dns_failure.refused"] = WithNames(Name("files.bank.example", 5, 99)),
        ["dns_failure.server"] = With(Peer(PeerKind.Service, "kube-system/kube-dns", 53, L4Protocol.Udp).Fails(ConnectionOutcome.Unanswered, 85, 90, 95)),
        ["no_route"] = With(Peer(PeerKind.Dns, "erp.onprem.example", 1_433).Denied(DropReason.FibLookupFailed, null, TrafficDirection.Egress, 90, 95)),
        ["refused"] = With(Database.Fails(ConnectionOutcome.Refused, 96, 98, 99.5)),
        ["timeout"] = With(Database.Fails(ConnectionOutcome.Timeout, 30)),
        ["timeout.table_full"] = With(Database.Denied(DropReason.CtMapInsertionFailed, null, TrafficDirection.Egress, 90, 95)),
        ["timeout.unlisted_reason"] = With(Database.Denied((DropReason)250, null, TrafficDirection.Egress, 90, 95)),
        ["reset"] = With(Database.Works(10, 20).Fails(ConnectionOutcome.Reset, 97, 99)),
        ["tls"] = With(Site.FailsAs(Handshake(96)).FailsAs(Handshake(99))),
        ["tls.mutual_authentication"] = With(Peer(PeerKind.Workload, "finance/ledger", 8_443).Denied(DropReason.AuthRequired, null, TrafficDirection.Egress, 95, 98)),
        ["permission"] = With(Site.Works(95).Answers(200, 50).Answers(403, 98)),
        ["token"] = With(Site.Works(95).Answers(401, 95, 98)),
        ["rate_limited"] = With(Site.Works(95).Answers(200, 50).Answers(429, 60, 75, 99)),
        ["server_error"] = With(Site.Works(95).Answers(503, 90, 95).Answers(500, 99)),
        ["service_without_backend"] = With(Database.Denied(DropReason.ServiceBackendNotFound, null, TrafficDirection.Egress, 95, 98)),
        ["service_without_backend.refused"] = With((Database with { IsRefusedByService = true }).Fails(ConnectionOutcome.Refused, 95, 99)),
        ["identity_not_ready"] = With(Database.Denied(DropReason.PolicyDenied, null, TrafficDirection.Egress, 0.2, 0.4).Works(3)) with { EndedAt = At(4) },
        ["identity_not_ready.endpoint"] = With(Database.Denied(DropReason.DropEpNotReady, null, TrafficDirection.Egress, 1, 3)) with { EndedAt = At(4) },
        ["permission.mesh"] = With(Api.Answers(403, 95, 98).Tells(403, "rbac_access_denied_matched_policy[ns[data]-policy[only-reports]-rule[0]]", 95, 98)),
        ["token.mesh"] = With(Api.Answers(401, 98).Tells(401, "jwt_authn_access_denied{Jwt_is_expired}", 98)),
        ["tls.mesh"] = With(Api.Tells(503, "upstream_reset_before_response_started{remote_connection_failure|TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:verify_cert_failed:_SAN_matcher:TLS_error_end}", 98)),
        ["routing"] = With(Site.Tells(404, "route_not_found", 97, 99)),
        ["overload"] = With(Api.Answers(200, 50).Answers(503, 97, 99).Tells(503, "upstream_reset_before_response_started{overflow}", 97, 99)),
        ["permission.kubernetes"] = Asked(ActionOutcome.Denied, "Forbidden", 97, 99),
        ["token.cloud_run"] = Refused(98),
        ["request_rejected"] = Asked(ActionOutcome.Conflict, "AlreadyExists", 99),
        ["request_rejected.invalid"] = Asked(ActionOutcome.Invalid, "Invalid", 99),
        ["state_locked"] = Troubled(new StateLockWaited("airflow", "default/network", new TaskTry(new TaskKey("airflow", "infra", "apply"), "run1", 1, -1, IdForm.Raw), "airflow@infra-apply-1", TimeSpan.FromSeconds(40), false, null, At(98))),
        ["resource_not_ready"] = Troubled(new ResourceTroubled(
            new ResourceName("database.example.org", "postgresqlinstances", "airflow", "orders"), ResourceRole.Claim, "postgresqlinstances.database.example.org airflow/orders -> xpostgresqlinstances.database.example.org orders-x7k", "Synced",
            "ReconcileError", "create failed: AccessDenied: User is not authorized to perform: rds:CreateDBInstance", "permission", null, At(60))),
        ["none_seen"] = With(Database.Works(10, 90)),
        ["none_seen.out_of_memory"] = With(Database.Works(10, 90)) with { PodReason = "OOMKilled", ExitCode = 137 },
        ["none_seen.no_flows"] = With() with { Evidence = new TryEvidence(0, false, false, true, 0) },
        ["result_unknown"] = With(Database.Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 95, 98)) with { Result = TryResult.Unknown, ExitCode = 0, PodReason = "" },
        ["incomplete"] = With(Database.Fails(ConnectionOutcome.Refused, 96, 98, 99.5)) with { Evidence = new TryEvidence(120, true, true, false, 1_000) },
        ["two_causes"] = With(
            Peer(PeerKind.Dns, "otel.vendor.example", 4_318).Denied(DropReason.PolicyDenied, AllowCluster, TrafficDirection.Egress, 40, 92),
            Site.Works(10, 95).Answers(403, 97, 99)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_diagnosis_reads(string name) =>
        Golden.Matches($"tests/Detection.Tests/Diagnosis/Golden/{name}.txt", Shown(Diagnoser.Diagnose(Cases[name])));

    [Fact]
    public void Every_cause_has_its_text() =>
        Assert.Empty(Enum.GetValues<FailureCause>().Except(Cases.Values.SelectMany(one => Diagnoser.Diagnose(one)).Select(cause => cause.Cause)));

    [Fact]
    public void Each_case_is_named_after_the_cause_that_comes_first() => Assert.All(
        Cases.Where(one => one.Key is not ("result_unknown" or "incomplete" or "two_causes")),
        one => Assert.Equal(one.Key.Split('.')[0], Detection.Tries.TryWords.Of(Diagnoser.Diagnose(one.Value)[0].Cause)));

    private static TryCase Asked(ActionOutcome outcome, string reason, params double[] at) => With(Database.Works(10, 50)) with
    {
        FailedActions = [new FailedAction(
            Action(PlatformSystem.Crossplane, "create", new ActionTarget("database.example.org", "postgresqlinstances", "", "airflow", outcome == ActionOutcome.Denied ? "" : "orders"), outcome) with { Reason = reason },
            At(at[0]), At(at[^1]), at.Length)],
    };

    private static TryCase Refused(double at) => With(Database.Works(10, 50)) with
    {
        FailedActions = [new FailedAction(
            Action(PlatformSystem.CloudRun, "post", new ActionTarget("run.app", "services", "", "prod", "rates"), ActionOutcome.TokenRefused) with
            {
                Caller = ActionCaller.Nobody, Code = 401, Message = "The request was not authorized to invoke this service.",
            },
            At(at), At(at), 1)],
    };

    private static TryCase Troubled(PlatformMoment moment) => With(Database.Works(10, 50)) with { Troubles = [moment] };

    private static PlatformAction Action(PlatformSystem system, string verb, ActionTarget target, ActionOutcome outcome) => new(At(100))
    {
        Source = "kubernetes_audit",
        Id = "a",
        System = system,
        Verb = verb,
        Target = target,
        Outcome = outcome,
        At = At(99),
        Caller = new ActionCaller { Username = "system:serviceaccount:airflow:worker" },
    };

    private static PeerCase Api => Peer(PeerKind.Service, "data/api", 8_080);

    private static Detection.Tries.Ledgers.FailedAttempt Handshake(double at) =>
        new(At(at), At(at + 0.04), ConnectionOutcome.Reset, 1, DropReason.Unknown, TrafficDirection.Unknown, null, true);

    private static string Shown(IEnumerable<Model.Tries.Diagnosis> causes)
    {
        var page = new StringBuilder();
        foreach (var cause in causes)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"""
                {cause.Sentence}
                cause: {Detection.Tries.TryWords.Of(cause.Cause)}, {cause.Confidence}; peer: {cause.Peer}:{cause.Port}; count: {cause.Count}; evidence: {string.Join(" | ", cause.Evidence)}
                retry: {Detection.Tries.TryWords.Of(cause.Retry)}
                mend: {cause.Mend}
                {cause.PolicyFragment}

                """);
        }

        return page.ToString();
    }
}
