using System.Net;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

public sealed class KubernetesServiceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pods_that_are_there_from_the_start_are_listed_as_a_real_server_shows_them()
    {
        await using var served = await ServedSimulation.StartAsync();

        var list = await GetAsync(served, "/api/v1/pods?fieldSelector=spec.nodeName%3Dworker-1");

        Assert.Equal(("PodList", "v1"), (list["kind"]!.ToString(), list["apiVersion"]!.ToString()));
        var scheduler = list["items"]!.AsArray().Single(pod => pod!["metadata"]!["name"]!.ToString().StartsWith("airflow-scheduler", StringComparison.Ordinal))!;
        Assert.Null(scheduler["kind"]);
        Assert.Matches("^[0-9a-f-]{36}$", scheduler["metadata"]!["uid"]!.ToString());
        Assert.Matches("^[0-9]+$", scheduler["metadata"]!["resourceVersion"]!.ToString());
        Assert.Equal("2026-03-04T09:00:00Z", scheduler["status"]!["startTime"]!.ToString());
        Assert.Equal(scheduler["status"]!["podIP"]!.ToString(), scheduler["status"]!["podIPs"]![0]!["ip"]!.ToString());
        Assert.Equal("airflow-scheduler", scheduler["spec"]!["serviceAccountName"]!.ToString());
        Assert.Empty((await GetAsync(served, "/api/v1/pods?fieldSelector=spec.nodeName%3Dworker-9"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Pages_show_one_state_even_when_pods_come_in_between()
    {
        await using var served = await ServedSimulation.StartAsync();
        var whole = Names(await GetAsync(served, "/api/v1/pods"));

        var paged = new List<string>();
        var token = "";
        for (var page = 0; page == 0 || token.Length > 0; page++)
        {
            Assert.InRange(page, 0, 50);
            var list = await GetAsync(served, $"/api/v1/pods?limit=3&continue={Uri.EscapeDataString(token)}");
            paged.AddRange(Names(list));
            token = list["metadata"]!["continue"]?.ToString() ?? "";
            served.World.PlayTo(TimeSpan.FromSeconds(1.5 + page));
        }

        Assert.Equal(whole, paged);
        Assert.NotEqual(whole.Count, Names(await GetAsync(served, "/api/v1/pods")).Count);
    }

    [Fact]
    public async Task A_watch_tells_what_changes_after_the_list()
    {
        await using var served = await ServedSimulation.StartAsync();
        var version = (await GetAsync(served, "/api/v1/pods"))["metadata"]!["resourceVersion"]!.ToString();
        using var client = new HttpClient();
        await using var stream = await client.GetStreamAsync(new Uri(served.Kubernetes, $"/api/v1/pods?watch=1&allowWatchBookmarks=true&resourceVersion={version}&timeoutSeconds=300"), Stop);
        using var lines = new StreamReader(stream);
        served.World.PlayTo(TimeSpan.FromSeconds(10));

        var events = new List<JsonNode>();
        while (!events.Any(one => one["type"]!.ToString() == "DELETED"))
        {
            events.Add(JsonNode.Parse((await lines.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop))!)!);
        }

        var deleted = events[^1]["object"]!;
        var life = events.Where(one => one["object"]!["metadata"]!["uid"]?.ToString() == deleted["metadata"]!["uid"]!.ToString()).ToList();
        Assert.Equal(["ADDED", "MODIFIED", "MODIFIED", "MODIFIED", "DELETED"], life.Select(one => one["type"]!.ToString()));
        Assert.Equal(["Pending", "Running", "Succeeded", "Succeeded", "Succeeded"], life.Select(one => one["object"]!["status"]!["phase"]!.ToString()));
        var terminated = deleted["status"]!["containerStatuses"]![0]!["state"]!["terminated"]!;
        Assert.Matches("^2026-03-04T12:00:[0-9]{2}Z$", terminated["finishedAt"]!.ToString());
        Assert.Equal(0, terminated["exitCode"]!.GetValue<int>());
        Assert.NotNull(deleted["metadata"]!["deletionTimestamp"]);
        var versions = events.Select(one => long.Parse(one["object"]!["metadata"]!["resourceVersion"]!.ToString(), null)).ToList();
        Assert.Equal(versions.Order(), versions);
        Assert.True(served.World.Kubernetes.PodsWatched.IsCompleted);
    }

    [Fact]
    public async Task A_watch_from_before_the_history_is_too_old_outside_and_inside_the_stream()
    {
        await using var served = await ServedSimulation.StartAsync();
        var version = (await GetAsync(served, "/api/v1/pods"))["metadata"]!["resourceVersion"]!.ToString();
        using var client = new HttpClient();
        var address = new Uri(served.Kubernetes, $"/api/v1/pods?watch=1&resourceVersion={version}");
        await using var open = await client.GetStreamAsync(address, Stop);

        served.World.Cluster.Hide(SomeFlow.TaskPod("nobody"));
        served.World.Cluster.Pods.Remove("kube-system", served.World.Cluster.Pods.State.Objects.Keys.First(key => key.Namespace == "kube-system").Name);
        served.World.Cluster.Pods.Compact();

        using var refused = await client.GetAsync(address, Stop);
        Assert.Equal(HttpStatusCode.Gone, refused.StatusCode);
        Assert.Equal("Expired", JsonNode.Parse(await refused.Content.ReadAsStringAsync(Stop))!["reason"]!.ToString());
        using var lines = new StreamReader(open);
        var last = "";
        while (await lines.ReadLineAsync(Stop).AsTask().WaitAsync(Patience, Stop) is { } line)
        {
            last = line;
        }

        Assert.Equal(("ERROR", 410), (JsonNode.Parse(last)!["type"]!.ToString(), JsonNode.Parse(last)!["object"]!["code"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Metadata_alone_is_given_to_who_asks_for_it()
    {
        await using var served = await ServedSimulation.StartAsync();

        var list = await GetAsync(
            served, "/api/v1/serviceaccounts", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");

        Assert.Equal(("PartialObjectMetadataList", "meta.k8s.io/v1"), (list["kind"]!.ToString(), list["apiVersion"]!.ToString()));
        Assert.All(list["items"]!.AsArray(), one => Assert.Equal(["kind", "apiVersion", "metadata"], one!.AsObject().Select(field => field.Key)));
        Assert.Contains(list["items"]!.AsArray(), one => one!["metadata"]!["annotations"]?["iam.gke.io/gcp-service-account"] is not null);
    }

    [Fact]
    public async Task Streaming_lists_unknown_paths_and_bad_tokens_are_refused_as_a_server_does()
    {
        await using var served = await ServedSimulation.StartAsync();

        Assert.Equal(422, await StatusAsync(served, "/api/v1/pods?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
        Assert.Equal(404, await StatusAsync(served, "/apis/example.com/v1/widgets"));
        Assert.Equal(404, await StatusAsync(served, "/api/v1/namespaces/airflow/pods/nobody"));
        Assert.Equal(400, await StatusAsync(served, "/api/v1/pods?limit=1&continue=nonsense"));
    }

    [Fact]
    public async Task A_state_that_is_shown_again_unchanged_makes_no_event()
    {
        await using var served = await ServedSimulation.StartAsync();
        var before = served.World.Cluster.Pods.State.ResourceVersion;

        served.World.PlayTo(SimulatedWorld.Tick);

        Assert.Equal(before, served.World.Cluster.Pods.State.ResourceVersion);
    }

    private static List<string> Names(JsonNode list) => [.. list["items"]!.AsArray().Select(one => one!["metadata"]!["name"]!.ToString())];

    private static async Task<JsonNode> GetAsync(ServedSimulation served, string path, string accept = "application/json")
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept", accept);
        return JsonNode.Parse(await client.GetStringAsync(new Uri(served.Kubernetes, path), Stop))!;
    }

    private static async Task<int> StatusAsync(ServedSimulation served, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(served.Kubernetes, path), Stop);
        return (int)response.StatusCode;
    }
}
