using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.CloudLogs;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Agent.Simulation.World.Scenes.Platform;

namespace Windsock.Agent.Tests.Simulation.Platform;

/// <summary>What the simulated platform sends and serves, as API servers, Crossplane, Terraform and Google Cloud write it.</summary>
public sealed class PlatformEncodingTests
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly IReadOnlyList<WorldEvent> Minute = SomePlatform.Played(60);

    [Fact]
    public void Audit_events_are_as_an_api_server_writes_them()
    {
        var requests = Minute.OfType<ApiAnswered>().Select(answered => answered.Request).ToList();
        ApiRequest[] chosen =
        [
            requests.First(request => request is { Verb: "create", Type.Plural: "postgresqlinstances", Code: 201 }),
            requests.First(request => request is { Verb: "create", Type.Plural: "postgresqlinstances", Code: 403 }),
            requests.First(request => request is { Verb: "list", Type.Plural: "secrets" }),
            requests.First(request => request is { Verb: "get", Type.Plural: "leases", Code: 404 }),
            requests.First(request => request is { Verb: "patch", Type.Plural: "instances" }),
            requests.First(request => request is { Verb: "update", Type.Plural: "leases", Caller.Pod: null }),
        ];

        Golden.Matches("Simulation/Golden/platform_audit.json", AuditEventJson.List([.. chosen.Select(AuditEventJson.Of), AuditEventJson.Garbled()]).ToJsonString(Layout) + "\n");
    }

    [Fact]
    public void No_event_tells_what_is_in_a_secret()
    {
        var secrets = Minute.OfType<ApiAnswered>().Where(answered => answered.Request.Type == ResourceType.Secret).Select(answered => AuditEventJson.Of(answered.Request)).ToList();

        Assert.NotEmpty(secrets);
        Assert.All(secrets, one => Assert.Equal(("Metadata", null, null), (one["level"]!.GetValue<string>(), one["requestObject"], one["responseObject"])));
    }

    [Fact]
    public void Entries_of_logs_are_as_Google_Cloud_writes_them()
    {
        var entries = Minute.OfType<CloudLogged>().Select(logged => logged.Entry).ToList();
        CloudEntry[] chosen = [entries.OfType<ServiceRequest>().First(), entries.OfType<ControlRequest>().First()];

        Golden.Matches("Simulation/Golden/platform_log_entries.json", new JsonArray([.. chosen.Select(LogEntryJson.Of)]).ToJsonString(Layout) + "\n");
    }

    [Fact]
    public void A_push_wraps_one_entry()
    {
        var entry = LogEntryJson.Of(Minute.OfType<CloudLogged>().First().Entry);
        var body = PushBody.Of(entry, 17);
        var data = Encoding.UTF8.GetString(Convert.FromBase64String(body["message"]!["data"]!.GetValue<string>()));

        Assert.True(JsonNode.DeepEquals(entry, JsonNode.Parse(data)));
        Assert.Equal("projects/demo-project/subscriptions/windsock", body["subscription"]!.GetValue<string>());
        Assert.Equal("0000000000000017", body["message"]!["messageId"]!.GetValue<string>());
    }

    [Fact]
    public void Claims_composites_managed_resources_and_locks_are_as_the_api_keeps_them()
    {
        var shown = Minute.OfType<ResourceShown>().Select(one => one.Resource).ToList();
        JsonObject Latest(ResourceType type, string name) => CrossplaneJson.Of(shown.Last(one => one.Type == type && one.DeletionAt is null && one.Name.StartsWith(name, StringComparison.Ordinal)));
        var leases = Minute.OfType<LeaseShown>().Select(one => one.Lease).ToList();
        JsonArray served =
        [
            Latest(ResourceType.Claim, "orders-"),
            Latest(ResourceType.Composite, "orders-"),
            Latest(ResourceType.Managed, "orders-"),
            Latest(ResourceType.Managed, "audit-"),
            CrossplaneJson.Of(shown.Last(one => one.Type == ResourceType.Managed)),
            LeaseJson.Of(leases.First(lease => lease.Holder is not null)),
            LeaseJson.Of(leases.First(lease => lease.Holder is null)),
        ];

        Golden.Matches("Simulation/Golden/platform_objects.json", served.ToJsonString(Layout) + "\n");
    }

    [Fact]
    public void A_task_whose_create_is_forbidden_is_told_so_in_the_words_of_the_api_server()
    {
        var denied = Assert.Single(Minute.OfType<ApiAnswered>(), answered => answered.Request.Code == 403).Request;
        var json = AuditEventJson.Of(denied);

        Assert.Equal(
            "postgresqlinstances.database.example.org is forbidden: User \"system:serviceaccount:airflow:reporter\" cannot create resource \"postgresqlinstances\" in API group \"database.example.org\" in the namespace \"airflow\"",
            json["responseStatus"]!["message"]!.GetValue<string>());
        Assert.Equal("forbid", json["annotations"]!["authorization.k8s.io/decision"]!.GetValue<string>());
        Assert.Null(json["objectRef"]!["name"]);
        Assert.Null(json["requestObject"]);
        Assert.Equal(ClaimsScene.Dag, denied.Caller.Pod!.Run!.DagId);
    }
}
