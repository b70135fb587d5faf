using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Windsock.Benchmarks.Audit;

/// <summary>A batch as an API server posts it at its limits: 400 events in about 1 MB (kubernetes/kubernetes#53417 gives 2.5 KB for the 95th
/// percentile of events). A third of them with bodies.</summary>
internal sealed class AuditCorpus
{
    public const int EventCount = 400;

    private const string IdMark = "\"auditID\":\"";
    private const int IdLength = 36;

    private readonly List<int> _ids = [];

    public AuditCorpus()
    {
        var random = new Random(1);
        var events = Enumerable.Range(0, EventCount).Select(number => (JsonNode)Event(number, random)).ToArray();
        var list = new JsonObject { ["kind"] = "EventList", ["apiVersion"] = "audit.k8s.io/v1", ["metadata"] = new JsonObject(), ["items"] = new JsonArray(events) };
        Body = Encoding.UTF8.GetBytes(list.ToJsonString());
        var mark = Encoding.ASCII.GetBytes(IdMark);
        for (var at = Body.AsSpan().IndexOf(mark); at >= 0;)
        {
            _ids.Add(at + mark.Length);
            var next = Body.AsSpan(at + mark.Length).IndexOf(mark);
            at = next < 0 ? -1 : at + mark.Length + next;
        }
    }

    public byte[] Body { get; }

    /// <summary>The same batch with ids that no other batch has.</summary>
    public byte[] Fresh(int batch)
    {
        var body = (byte[])Body.Clone();
        for (var index = 0; index < _ids.Count; index++)
        {
            Encoding.ASCII.GetBytes(Id(batch, index), body.AsSpan(_ids[index], IdLength));
        }

        return body;
    }

    private static string Id(int batch, int index) => string.Create(CultureInfo.InvariantCulture, $"{batch:x8}-0000-4000-8000-{index:x12}");

    private static JsonObject Event(int number, Random random)
    {
        var pod = $"etl-{number % 40}-{random.Next(1_000_000)}";
        var resource = number % 3 == 0 ? "postgresqlinstances" : "pods";
        var group = number % 3 == 0 ? "example.org" : "";
        var json = new JsonObject
        {
            ["level"] = number % 3 == 0 ? "RequestResponse" : "Metadata",
            ["auditID"] = Id(0, number),
            ["stage"] = "ResponseComplete",
            ["requestURI"] = $"/apis/v1/namespaces/data/{resource}/{pod}?fieldManager=OpenAPI-Generator&fieldValidation=Strict",
            ["verb"] = number % 3 == 0 ? "create" : "get",
            ["user"] = new JsonObject
            {
                ["username"] = $"system:serviceaccount:airflow:worker-{number % 7}",
                ["uid"] = Guid.NewGuid().ToString(),
                ["groups"] = new JsonArray("system:serviceaccounts", "system:serviceaccounts:airflow", "system:authenticated"),
                ["extra"] = new JsonObject
                {
                    ["authentication.kubernetes.io/credential-id"] = new JsonArray($"JTI={Guid.NewGuid()}"),
                    ["authentication.kubernetes.io/node-name"] = new JsonArray("ip-10-0-12-44.eu-central-1.compute.internal"),
                    ["authentication.kubernetes.io/node-uid"] = new JsonArray(Guid.NewGuid().ToString()),
                    ["authentication.kubernetes.io/pod-name"] = new JsonArray(pod),
                    ["authentication.kubernetes.io/pod-uid"] = new JsonArray(Guid.NewGuid().ToString()),
                },
            },
            ["sourceIPs"] = new JsonArray("10.0.12.44"),
            ["userAgent"] = "OpenAPI-Generator/36.0.0/python",
            ["objectRef"] = new JsonObject { ["resource"] = resource, ["namespace"] = "data", ["name"] = pod, ["apiGroup"] = group, ["apiVersion"] = "v1" },
            ["responseStatus"] = new JsonObject { ["metadata"] = new JsonObject(), ["code"] = number % 3 == 0 ? 201 : 200 },
        };
        if (number % 3 == 0)
        {
            json["requestObject"] = Body(pod);
            json["responseObject"] = Body(pod);
        }

        json["requestReceivedTimestamp"] = "2026-03-01T11:59:59.123456Z";
        json["stageTimestamp"] = "2026-03-01T11:59:59.223456Z";
        json["annotations"] = new JsonObject
        {
            ["authorization.k8s.io/decision"] = "allow",
            ["authorization.k8s.io/reason"] = "RBAC: allowed by RoleBinding \"worker/data\" of Role \"worker\" to ServiceAccount \"worker/airflow\"",
        };
        return json;

        static JsonObject Body(string name) => new()
        {
            ["apiVersion"] = "example.org/v1",
            ["kind"] = "PostgreSQLInstance",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "data",
                ["uid"] = Guid.NewGuid().ToString(),
                ["annotations"] = new JsonObject { ["windsock.example.org/dag-id"] = "etl", ["windsock.example.org/task-id"] = "provision", ["note"] = new string('n', 200) },
            },
            ["spec"] = new JsonObject
            {
                ["parameters"] = new JsonArray([.. Enumerable.Range(0, 30).Select(index => (JsonNode)new JsonObject { ["name"] = $"parameter-{index}", ["value"] = $"value-{index * 31}" })]),
            },
        };
    }
}
