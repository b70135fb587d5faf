using Windsock.FlowCollector.CloudLogging.Mapping;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.CloudLogging;

public sealed class GkeMapperTests
{
    [Fact]
    public void A_request_to_the_cluster_is_told_as_far_as_google_tells_it() => Assert.Equal(
        """
        what: kubernetes create pods airflow/load-x7f2
        project or namespace: airflow
        came of it: succeeded 0
        decision: RBAC: allowed by RoleBinding "launcher/airflow" of Role "launcher" to ServiceAccount "worker/airflow"
        who: system:serviceaccount:airflow:worker
        from: 10.24.3.17
        agent: OpenAPI-Generator/32.0.1/python
        at: 2026-03-01T12:00:00.2500000+00:00
        gaps: NoPod
        source: gke 7c1f0a52-6a5e-4f0e-9a4e-3d1f1c0d6b11
        """,
        ActionText.Of(SomeEntries.Action(SomeEntries.Gke)));

    [Fact]
    public void A_creation_that_was_forbidden_says_so_in_the_words_of_kubernetes()
    {
        var entry = SomeEntries.With(
            SomeEntries.Gke,
            ("protoPayload|methodName", "io.crossplane.acme.example.v1alpha1.xpostgresqlinstances.create"),
            ("protoPayload|resourceName", "acme.example/v1alpha1/namespaces/airflow/xpostgresqlinstances"),
            ("protoPayload|status", new { code = 7, message = "PERMISSION_DENIED" }),
            ("protoPayload|response", new { kind = "Status", apiVersion = "v1", status = "Failure", message = "xpostgresqlinstances.acme.example is forbidden: User \"system:serviceaccount:airflow:worker\" cannot create", reason = "Forbidden", code = 403 }),
            ("labels|authorization.k8s.io/decision", "forbid"),
            ("labels|authorization.k8s.io/reason", null));

        Assert.Equal(
            """
            what: kubernetes create xpostgresqlinstances.acme.example
            project or namespace: airflow
            came of it: denied 403 Forbidden
            message: xpostgresqlinstances.acme.example is forbidden: User "system:serviceaccount:airflow:worker" cannot create
            who: system:serviceaccount:airflow:worker
            from: 10.24.3.17
            agent: OpenAPI-Generator/32.0.1/python
            at: 2026-03-01T12:00:00.2500000+00:00
            gaps: NoPod
            source: gke 7c1f0a52-6a5e-4f0e-9a4e-3d1f1c0d6b11
            """,
            ActionText.Of(SomeEntries.Action(entry)));
    }

    [Theory]
    [InlineData(3, ActionOutcome.Invalid, 400, "BadRequest")]
    [InlineData(5, ActionOutcome.NotFound, 404, "NotFound")]
    [InlineData(6, ActionOutcome.Conflict, 409, "AlreadyExists")]
    [InlineData(7, ActionOutcome.Invalid, 403, "Forbidden")]
    [InlineData(10, ActionOutcome.Conflict, 409, "Conflict")]
    [InlineData(16, ActionOutcome.MissingToken, 401, "Unauthorized")]
    [InlineData(14, ActionOutcome.Failed, 503, "ServiceUnavailable")]
    public void Without_a_status_of_kubernetes_the_code_of_grpc_is_translated(int code, ActionOutcome outcome, int status, string reason)
    {
        var action = SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, ("protoPayload|status", new { code, message = "no" })));

        Assert.Equal((outcome, status, reason, "no"), (action.Outcome, action.Code, action.Reason, action.Message));
    }

    [Fact]
    public void The_decision_alone_denies_a_request()
    {
        var action = SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, ("labels|authorization.k8s.io/decision", "forbid"), ("protoPayload|status", null)));

        Assert.Equal((ActionOutcome.Denied, 403), (action.Outcome, action.Code));
    }

    [Fact]
    public void A_name_that_was_made_up_and_the_marks_of_a_dag_are_found_in_the_bodies_and_nothing_else_is()
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.Gke,
            ("protoPayload|methodName", "io.example.acme.v1.databases.create"),
            ("protoPayload|resourceName", "acme.example/v1/namespaces/airflow/databases"),
            ("protoPayload|request", new { metadata = new { generateName = "db-", annotations = new Dictionary<string, string> { ["windsock.io/dag-id"] = "sales", ["windsock.io/note"] = "n", ["run-id"] = "r" } }, spec = new { password = "hunter2" } }),
            ("protoPayload|response", new { kind = "Database", metadata = new { name = "db-4kq9c", uid = "0b1c" }, spec = new { password = "hunter2" } })));

        Assert.Equal(("db-4kq9c", "0b1c"), (action.Target.Name, action.Target.Uid));
        Assert.Equal("marks: dag-id=sales", ActionText.Of(action).Split('\n').Single(line => line.StartsWith("marks", StringComparison.Ordinal)));
        Assert.DoesNotContain("hunter2", action.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_taken_from_the_body_of_a_secret()
    {
        var action = SomeEntries.Action(SomeEntries.With(
            SomeEntries.Gke,
            ("protoPayload|methodName", "io.k8s.core.v1.secrets.create"),
            ("protoPayload|resourceName", "core/v1/namespaces/airflow/secrets/s"),
            ("protoPayload|request", new { metadata = new { annotations = new Dictionary<string, string> { ["windsock.io/dag-id"] = "aHVudGVyMg==" } }, data = new { key = "aHVudGVyMg==" } })));

        Assert.Empty(action.Marks);
        Assert.DoesNotContain("aHVudGVyMg==", action.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_legacy_token_is_named_by_its_secret()
    {
        var labels = ("labels|authentication.k8s.io/legacy-token", (object?)"system:serviceaccount:airflow:worker");

        Assert.Equal("system:serviceaccount:airflow:worker", SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, labels)).Caller.LongLivedCredential);
        Assert.Equal(
            "worker-token", SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, labels, ("labels|authentication.k8s.io/legacy-token-manual-secret", "worker-token"))).Caller.LongLivedCredential);
    }

    [Theory]
    [InlineData("system:node:gke-data-1", true, true, IgnoredReason.User)]
    [InlineData("system:serviceaccount:airflow:worker", true, false, IgnoredReason.Stage)]
    public void The_clusters_own_parts_and_starts_of_long_requests_are_ignored(string user, bool isFirst, bool isLast, object reason)
    {
        var mapped = SomeEntries.Map(SomeEntries.With(
            SomeEntries.Gke, ("protoPayload|authenticationInfo", new { principalEmail = user }), ("operation", new { first = isFirst, last = isLast })));

        Assert.Equal((EntryKind.Gke, null, (IgnoredReason?)reason), (mapped.Kind, mapped.Action, mapped.Ignored));
    }

    [Fact]
    public void The_end_of_a_long_request_is_taken() =>
        Assert.Equal("exec.create", $"exec.{SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, ("operation", new { id = "x", last = true }))).Verb}");

    [Theory]
    [InlineData("core/v1/namespaces/airflow/pods/load/exec", "pods/exec airflow/load")]
    [InlineData("core/v1/namespaces/airflow/pods", "pods")]
    [InlineData("core/v1/nodes/n1", "nodes n1")]
    [InlineData("core/v1/namespaces/airflow", "namespaces airflow/airflow")]
    [InlineData("core/v1/namespaces", "namespaces")]
    [InlineData("core/v1/namespaces/airflow/finalize", "namespaces/finalize airflow/airflow")]
    [InlineData("coordination.k8s.io/v1/namespaces/airflow/leases/lock-tfstate-default-net", "leases.coordination.k8s.io airflow/lock-tfstate-default-net")]
    [InlineData("rbac.authorization.k8s.io/v1/clusterroles/admin", "clusterroles.rbac.authorization.k8s.io admin")]
    [InlineData("acme.example/v1alpha1/namespaces/a/databases/d/status", "databases/status.acme.example a/d")]
    [InlineData("apis/metrics", "apis/metrics")]
    [InlineData("", "")]
    public void The_name_of_a_resource_is_taken_apart(string name, string target) => Assert.Equal(
        target, SomeEntries.Action(SomeEntries.With(SomeEntries.Gke, ("protoPayload|resourceName", name))).Target.ToString());
}
