using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Flows;

namespace Windsock.FlowCollector.Tests.KubernetesAudit;

/// <summary>Audit events made up from a number: the same number gives the same events.</summary>
internal sealed class SomeAudit(int seed)
{
    public static readonly Instant Now = Instant.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static readonly string[] Texts =
    [
        "", "default", "airflow", "worker-0", "system:serviceaccount:airflow:worker", "system:anonymous", "system:node:n1", "système", "line\nbreak\u0007", "\ud83d\ude80 up",
        "a\"b\\c/d", new('x', 700), new('y', 1_500), "secrets", "leases", "events", "lock-tfstate-default-net", "create", "get", "coordination.k8s.io", "example.org",
        "Forbidden", "AlreadyExists", "Connection closed early", "Authentication failed, attempted: bearer", "skipped-too-big-size-object", "true", "allow", "forbid", "\u2028\u200e",
    ];

    private readonly Random _random = new(seed);

    /// <summary>An ordinary event, as an API server writes it.</summary>
    public static JsonObject Event(string id = "a1", string verb = "create", string resource = "postgresqlinstances", string group = "example.org", int code = 201) => new()
    {
        ["level"] = "RequestResponse",
        ["auditID"] = id,
        ["stage"] = "ResponseComplete",
        ["requestURI"] = $"/apis/{group}/v1/namespaces/data/{resource}?fieldManager=task&fieldValidation=Strict",
        ["verb"] = verb,
        ["user"] = new JsonObject
        {
            ["username"] = "system:serviceaccount:airflow:worker",
            ["uid"] = "f0",
            ["groups"] = new JsonArray("system:serviceaccounts", "system:authenticated"),
            ["extra"] = new JsonObject
            {
                ["authentication.kubernetes.io/credential-id"] = new JsonArray("JTI=1b"),
                ["authentication.kubernetes.io/node-name"] = new JsonArray("n1"),
                ["authentication.kubernetes.io/pod-name"] = new JsonArray("worker-0"),
                ["authentication.kubernetes.io/pod-uid"] = new JsonArray("0d"),
            },
        },
        ["sourceIPs"] = new JsonArray("203.0.113.9", "10.0.0.7"),
        ["userAgent"] = "OpenAPI-Generator/36.0.0/python",
        ["objectRef"] = new JsonObject { ["resource"] = resource, ["namespace"] = "data", ["name"] = "db", ["apiGroup"] = group, ["apiVersion"] = "v1" },
        ["responseStatus"] = new JsonObject { ["metadata"] = new JsonObject(), ["code"] = code },
        ["requestReceivedTimestamp"] = "2026-03-01T11:59:59.123456Z",
        ["stageTimestamp"] = "2026-03-01T11:59:59.223456Z",
        ["annotations"] = new JsonObject { ["authorization.k8s.io/decision"] = "allow", ["authorization.k8s.io/reason"] = "RBAC: allowed by RoleBinding \"w/data\"" },
    };

    public static byte[] List(params IEnumerable<JsonNode> events) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["kind"] = "EventList", ["apiVersion"] = "audit.k8s.io/v1", ["metadata"] = new JsonObject(), ["items"] = new JsonArray([.. events]) }.ToJsonString());

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    public static AuditSender Sender(string remote = "10.1.1.1", params (string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        return new AuditSender(context);
    }

    public static AuditIntake Intake(string source = "kubernetes_audit") => new(Sender(), source, Now);

    /// <summary>An event of which every field may be there, be of another type, or hold odd text; its keys in any order.</summary>
    public JsonObject Odd() => Shuffled(
        ("auditID", Usually(Text())),
        ("stage", Usually(Pick("ResponseComplete", "ResponseComplete", "RequestReceived", "ResponseStarted", "Panic", "Odd"))),
        ("verb", Usually(Pick("create", "get", "PATCH", "watch", "delete"))),
        ("requestURI", Maybe($"/api/v1/x/{Text()}?{Pick("dryRun=All", "dryRun=", "a=b")}&fieldManager={Pick("kubectl", "%C3%A9+x", "%0a", "")}")),
        ("user", Maybe(User())),
        ("impersonatedUser", Rarely(User())),
        ("sourceIPs", Maybe(Many(() => Pick("10.0.0.7", "::1", "no address", "2001:db8::7")))),
        ("userAgent", Maybe(Text())),
        ("objectRef", Maybe(Shuffled(
            ("resource", Maybe(Pick("secrets", "leases", "pods", "events", "things"))), ("apiGroup", Maybe(Pick("coordination.k8s.io", "example.org", ""))), ("namespace", Maybe(Text())),
            ("name", Maybe(Pick("lock-tfstate-default-net", "db", ""))), ("uid", Maybe(Text())), ("subresource", Rarely(Text()))))),
        ("responseStatus", Maybe(Shuffled(
            ("code", Maybe(_random.Next(3) == 0 ? _random.Next(600) : 403)), ("status", Maybe(Pick("Success", "Failure"))), ("reason", Maybe(Text())), ("message", Maybe(Text()))))),
        ("requestObject", Maybe(Body())),
        ("responseObject", Maybe(Body())),
        ("requestReceivedTimestamp", Maybe(Pick("2026-03-01T11:59:59.123456Z", "1960-01-01T00:00:00.000000Z", "no time"))),
        ("stageTimestamp", Maybe("2026-03-01T11:59:59.223456Z")),
        ("annotations", Maybe(Shuffled(
            ("authorization.k8s.io/decision", Maybe(Pick("allow", "forbid"))), ("authorization.k8s.io/reason", Maybe(Text())),
            ("authentication.kubernetes.io/issued-credential-id", Rarely(Text())), ("authentication.k8s.io/legacy-token", Rarely(Text())),
            ("authentication.k8s.io/legacy-token-manual-secret", Rarely(Text())), ("authentication.k8s.io/legacy-token-autogenerated-secret", Rarely(Text())),
            ("audit.k8s.io/truncated", Rarely(Pick("true", "false")))))),
        ("other", Maybe(Body())));

    private JsonObject User() => Shuffled(
        ("username", Maybe(Text())),
        ("groups", Maybe(Many(Text))),
        ("extra", Maybe(Shuffled(
            ("authentication.kubernetes.io/pod-name", Maybe(Many(Text))), ("authentication.kubernetes.io/pod-uid", Maybe(Many(Text))),
            ("authentication.kubernetes.io/node-name", Maybe(Many(Text))), ("authentication.kubernetes.io/credential-id", Maybe(Many(Text)))))));

    private JsonNode? Body() => _random.Next(6) switch
    {
        0 => JsonValue.Create("skipped-too-big-size-object"),
        1 => new JsonArray(new JsonObject { ["op"] = "add" }),
        _ => Shuffled(
            ("kind", "Thing"),
            ("data", new JsonObject { ["password"] = "c2VjcmV0", ["metadata"] = "no" }),
            ("metadata", Maybe(Shuffled(
                ("name", Maybe(Text())), ("uid", Maybe(Text())),
                ("annotations", Maybe(Shuffled(
                    ("example.org/dag-id", Maybe(Text())), ("other.org/dag-id", Rarely(Text())), ("dag-id", "no"), ("x/task-id", Maybe(Text())), ("x/run-id", Rarely(Text())),
                    ("x/try-number", Maybe("3")), ("x/map-index", Rarely("0")), ("x/dag-ids", "no"), ("/dag-id", Rarely(Text())))))))),
            ("spec", new JsonArray(1, 2.5, null, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "no" } }))),
    };

    private JsonArray Many(Func<string> text) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Next(8) == 0 ? (JsonNode?)7 : text())];

    private JsonObject Shuffled(params (string Key, JsonNode? Value)[] fields)
    {
        _random.Shuffle(fields);
        var json = new JsonObject();
        foreach (var (key, value) in fields.Where(field => field.Value is not JsonValue text || !text.TryGetValue<string>(out var mark) || mark != Absent))
        {
            json.Add(key, value);
        }

        return json;
    }

    private const string Absent = "\u0000absent";

    private JsonNode? Usually(JsonNode? value) => Of(value, 40);

    private JsonNode? Maybe(JsonNode? value) => Of(value, 8);

    private JsonNode? Rarely(JsonNode? value) => _random.Next(3) == 0 ? Of(value, 8) : Absent;

    private JsonNode? Of(JsonNode? value, int odds) => _random.Next(odds) switch
    {
        0 => _random.Next(6) switch { 0 => Absent, 1 => null, 2 => 12, 3 => new JsonObject { ["username"] = "no" }, 4 => new JsonArray("no"), _ => Text() },
        1 => Absent,
        _ => value,
    };

    private string Text() => Texts[_random.Next(Texts.Length)];

    private string Pick(params string[] texts) => texts[_random.Next(texts.Length)];

    public static string Id(int number) => "id-" + number.ToString(CultureInfo.InvariantCulture);
}
