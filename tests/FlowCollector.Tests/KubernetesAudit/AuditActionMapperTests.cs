using System.Text.Json.Nodes;
using Windsock.FlowCollector.KubernetesAudit.Decoding;
using Windsock.Model.Flows;
using Windsock.Model.Platform;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

public sealed class AuditActionMapperTests
{
    [Fact]
    public void An_ordinary_event_becomes_an_action_with_everything_that_is_known_of_it()
    {
        var action = Map(SomeAudit.Event());

        Assert.Equal(("kubernetes_audit", "a1", "create", 201), (action.Source, action.Id, action.Verb, action.Code));
        Assert.Equal(new ActionTarget("example.org", "postgresqlinstances", "", "data", "db"), action.Target);
        Assert.Equal(ActionOutcome.Succeeded, action.Outcome);
        Assert.Equal(("worker-0", "0d", "n1", "JTI=1b"), (action.Caller.PodName, action.Caller.PodUid, action.Caller.NodeName, action.Caller.CredentialId));
        Assert.Equal(("airflow", "worker"), action.Caller.ServiceAccount);
        Assert.Equal(IpAddress.FromIPv4(0x0A00_0007), action.Caller.SourceIp);
        Assert.Equal("RBAC: allowed by RoleBinding \"w/data\"", action.DecisionReason);
        Assert.Equal("task", action.FieldManager);
        Assert.Equal(TimeSpan.FromMilliseconds(100), action.EndedAt.Since(action.At));
        Assert.Equal((false, ActionGaps.None, ""), (action.IsDryRun, action.Gaps, action.Message));
    }

    [Theory]
    [InlineData(200, "", "", ActionOutcome.Succeeded)]
    [InlineData(101, "", "", ActionOutcome.Succeeded)]
    [InlineData(403, "Forbidden", "no", ActionOutcome.Denied)]
    [InlineData(401, "Unauthorized", "Authentication failed, attempted: bearer", ActionOutcome.TokenRefused)]
    [InlineData(401, "Unauthorized", "Authentication failed, no credentials provided", ActionOutcome.MissingToken)]
    [InlineData(404, "NotFound", "", ActionOutcome.NotFound)]
    [InlineData(409, "AlreadyExists", "", ActionOutcome.Conflict)]
    [InlineData(423, "", "", ActionOutcome.Conflict)]
    [InlineData(422, "Invalid", "", ActionOutcome.Invalid)]
    [InlineData(410, "Expired", "", ActionOutcome.Invalid)]
    [InlineData(429, "TooManyRequests", "", ActionOutcome.Throttled)]
    [InlineData(500, "InternalError", "", ActionOutcome.Failed)]
    [InlineData(504, "Timeout", "", ActionOutcome.Failed)]
    [InlineData(0, "Forbidden", "", ActionOutcome.Denied)]
    [InlineData(0, "", "", ActionOutcome.Unknown)]
    public void The_status_says_what_came_of_it(int code, string reason, string message, ActionOutcome expected)
    {
        var json = SomeAudit.Event();
        json["responseStatus"] = new JsonObject { ["code"] = code, ["reason"] = reason, ["message"] = message };
        ((JsonObject)json["annotations"]!).Remove("authorization.k8s.io/decision");

        var action = Map(json);

        Assert.Equal(expected, action.Outcome);
        Assert.Equal(expected is ActionOutcome.Succeeded or ActionOutcome.Unknown ? "" : message, action.Message);
    }

    [Fact]
    public void Who_shows_nothing_lacks_a_token_and_not_a_right()
    {
        var json = SomeAudit.Event(code: 403);
        json["user"]!["username"] = "system:anonymous";

        Assert.Equal(ActionOutcome.MissingToken, Map(json).Outcome);
    }

    [Fact]
    public void What_was_allowed_and_is_forbidden_all_the_same_was_refused_by_admission() => Assert.Equal(ActionOutcome.Invalid, Map(SomeAudit.Event(code: 403)).Outcome);

    [Fact]
    public void A_panic_is_a_failure_of_the_platform()
    {
        var json = SomeAudit.Event(code: 200);
        json["stage"] = "Panic";

        Assert.Equal(ActionOutcome.Failed, Map(json).Outcome);
    }

    [Fact]
    public void A_success_of_a_client_that_went_away_is_marked_as_a_guess()
    {
        var json = SomeAudit.Event(code: 200);
        json["responseStatus"]!["message"] = "Connection closed early";

        Assert.Equal((ActionOutcome.Succeeded, ActionGaps.EarlyClose), (Map(json).Outcome, Map(json).Gaps));
    }

    [Theory]
    [InlineData("/x?dryRun=All", "", true)]
    [InlineData("/x?dryRun=", "", false)]
    [InlineData("/x?a=dryRun&fieldManager=a%20b%0A", "a b?", false)]
    [InlineData("/x?xfieldManager=no&fieldManager=yes", "yes", false)]
    [InlineData("/x", "", false)]
    public void The_query_tells_a_dry_run_and_the_manager_of_fields(string uri, string manager, bool isDryRun)
    {
        var json = SomeAudit.Event();
        json["requestURI"] = uri;

        Assert.Equal((manager, isDryRun), (Map(json).FieldManager, Map(json).IsDryRun));
    }

    [Fact]
    public void A_name_that_was_to_be_generated_is_taken_from_the_answer_and_so_is_the_uid()
    {
        var json = SomeAudit.Event();
        ((JsonObject)json["objectRef"]!).Remove("name");
        json["responseObject"] = JsonNode.Parse("""{"metadata":{"name":"db-x7k2p","uid":"77","annotations":{"example.org/dag-id":"etl","example.org/task-id":"make"}}}""");

        var action = Map(json);

        Assert.Equal(("db-x7k2p", "77"), (action.Target.Name, action.Target.Uid));
        Assert.Equal([("dag-id", "etl"), ("task-id", "make")], action.Marks.OrderBy(mark => mark.Key).Select(mark => (mark.Key, mark.Value)));
    }

    [Fact]
    public void The_answer_of_a_subresource_does_not_name_the_object()
    {
        var json = SomeAudit.Event(resource: "serviceaccounts", group: "");
        json["objectRef"]!["subresource"] = "token";
        json["objectRef"]!["name"] = "";
        json["responseObject"] = JsonNode.Parse("""{"metadata":{"name":"other","uid":"77"},"status":{"token":"ey"}}""");
        json["annotations"]!["authentication.kubernetes.io/issued-credential-id"] = "JTI=9";

        var action = Map(json);

        Assert.Equal(("", "", "JTI=9"), (action.Target.Name, action.Target.Uid, action.Caller.IssuedCredentialId));
    }

    [Theory]
    [InlineData("legacy-token", "system:serviceaccount:a:b", "legacy-token-manual-secret", "b-token", "b-token")]
    [InlineData("legacy-token", "system:serviceaccount:a:b", "legacy-token-autogenerated-secret", "b-token-x", "b-token-x")]
    [InlineData("legacy-token", "system:serviceaccount:a:b", "other", "x", "system:serviceaccount:a:b")]
    public void A_long_lived_token_is_named_as_well_as_the_API_server_can(string key, string value, string other, string otherValue, string expected)
    {
        var json = SomeAudit.Event();
        json["annotations"]!["authentication.k8s.io/" + key] = value;
        json["annotations"]!["authentication.k8s.io/" + other] = otherValue;

        Assert.Equal(expected, Map(json).Caller.LongLivedCredential);
    }

    [Fact]
    public void A_request_about_no_resource_has_its_path_for_a_target()
    {
        var json = SomeAudit.Event(verb: "get");
        json.Remove("objectRef");
        json["requestURI"] = "/version?timeout=32s";

        Assert.Equal(new ActionTarget("", "/version", "", "", ""), Map(json).Target);
    }

    [Fact]
    public void Both_names_of_an_impersonation_are_kept()
    {
        var json = SomeAudit.Event();
        json["impersonatedUser"] = new JsonObject { ["username"] = "admin", ["extra"] = new JsonObject { ["authentication.kubernetes.io/pod-uid"] = new JsonArray("forged") } };

        Assert.Equal(("system:serviceaccount:airflow:worker", "admin", "0d"), (Map(json).Caller.Username, Map(json).Caller.ImpersonatedUsername, Map(json).Caller.PodUid));
    }

    [Theory]
    [InlineData("user", """{"username":"other"}""")]
    [InlineData("verb", "\"delete\"")]
    [InlineData("requestURI", "\"/other\"")]
    [InlineData("requestReceivedTimestamp", "\"2026-03-01T11:59:59.123457Z\"")]
    [InlineData("auditID", "\"a2\"")]
    [InlineData("stage", "\"Panic\"")]
    public void An_id_that_was_used_before_does_not_hide_another_request(string key, string value)
    {
        var (json, other) = (SomeAudit.Event(), SomeAudit.Event());
        other[key] = JsonNode.Parse(value);

        Assert.Equal(Key(json), Key(SomeAudit.Event()));
        Assert.NotEqual(Key(json), Key(other));
        Assert.NotEqual(Key(json), AuditActionMapper.Key(Read(json), "another API server"));
    }

    private static FlowCollector.KubernetesAudit.AuditKey Key(JsonObject json) => AuditActionMapper.Key(Read(json), "one");

    private static AuditRecord Read(JsonObject json) => new AuditRecordReader().Read(SomeAudit.Bytes(json), isCut: false);

    private static PlatformAction Map(JsonObject json) => AuditActionMapper.Map(Read(json), "kubernetes_audit", SomeAudit.Now);
}
