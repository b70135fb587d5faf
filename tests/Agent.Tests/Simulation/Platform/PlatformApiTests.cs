using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;
using Windsock.Agent.Simulation.World.Scenes.Platform;

namespace Windsock.Agent.Tests.Simulation.Platform;

/// <summary>The simulated Kubernetes API as clients of custom resources use it.</summary>
public sealed class PlatformApiTests
{
    private const string Claims = "/apis/database.example.org/v1alpha1/postgresqlinstances";
    private const string AllAtOnce = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    [Fact]
    public async Task Types_are_found_by_their_categories_all_at_once()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());

        var (type, list) = await GetAsync(served, "/apis", AllAtOnce, "application/json");

        Assert.Equal(AllAtOnce, type);
        Assert.Equal(("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2"), (list["kind"]!.GetValue<string>(), list["apiVersion"]!.GetValue<string>()));
        var found = list["items"]!.AsArray()
            .SelectMany(group => group!["versions"]!.AsArray())
            .SelectMany(version => version!["resources"]!.AsArray())
            .Where(resource => resource!["categories"]?.AsArray().Any(category => category!.GetValue<string>() is "claim" or "composite" or "managed") == true)
            .Select(resource => $"{resource!["resource"]} {resource["responseKind"]!["group"]} {resource["scope"]}");
        Assert.Equal(
            ["postgresqlinstances database.example.org Namespaced", "xpostgresqlinstances database.example.org Cluster", "instances rds.aws.upbound.io Cluster"],
            found);
        Assert.All(list["items"]!.AsArray().SelectMany(group => group!["versions"]!.AsArray()), version => Assert.Equal("Current", version!["freshness"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Types_are_found_group_by_group_by_a_client_that_knows_no_better()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());

        var (_, groups) = await GetAsync(served, "/apis", "application/json");
        var (_, types) = await GetAsync(served, "/apis/database.example.org/v1alpha1", "application/json");
        var (_, core) = await GetAsync(served, "/api", "application/json");

        Assert.Equal("APIGroupList", groups["kind"]!.GetValue<string>());
        Assert.Contains("rds.aws.upbound.io/v1beta1", groups["groups"]!.AsArray().Select(group => group!["preferredVersion"]!["groupVersion"]!.GetValue<string>()));
        Assert.Equal("APIResourceList", types["kind"]!.GetValue<string>());
        Assert.Equal(["claim"], types["resources"]![0]!["categories"]!.AsArray().Select(category => category!.GetValue<string>()));
        Assert.Equal("v1", core["versions"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Definitions_of_custom_types_are_there_from_the_start()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());

        var (_, list) = await GetAsync(served, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "application/json");

        Assert.Equal("CustomResourceDefinitionList", list["kind"]!.GetValue<string>());
        Assert.Equal(ResourceType.Custom.Select(type => type.FullName).Order(StringComparer.Ordinal), list["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_claim_is_listed_with_its_conditions_and_says_what_it_is()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());
        served.World.PlayTo(TimeSpan.FromSeconds(16));

        var (_, list) = await GetAsync(served, Claims, "application/json");
        var (_, inNamespace) = await GetAsync(served, "/apis/database.example.org/v1alpha1/namespaces/airflow/postgresqlinstances", "application/json");

        Assert.Equal(("PostgreSQLInstanceList", "database.example.org/v1alpha1"), (list["kind"]!.GetValue<string>(), list["apiVersion"]!.GetValue<string>()));
        var orders = list["items"]!.AsArray().Single(item => item!["metadata"]!["name"]!.GetValue<string>().StartsWith("orders-", StringComparison.Ordinal))!;
        Assert.Equal("PostgreSQLInstance", orders["kind"]!.GetValue<string>());
        Assert.Equal(["Synced True", "Ready True"], orders["status"]!["conditions"]!.AsArray().Select(one => $"{one!["type"]} {one["status"]}"));
        Assert.True(JsonNode.DeepEquals(list["items"], inNamespace["items"]));
    }

    [Fact]
    public async Task A_watch_tells_how_a_claim_comes_about_and_goes()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());
        using var client = new HttpClient();
        await using var stream = await client.GetStreamAsync(new Uri(served.Kubernetes, $"{Claims}?watch=1&resourceVersion=1000&timeoutSeconds=300"), TestContext.Current.CancellationToken);
        using var lines = new StreamReader(stream);
        served.World.PlayTo(TimeSpan.FromSeconds(21));

        var told = new List<string>();
        while (told.Count == 0 || told[^1] != "DELETED")
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(30));
            var happening = JsonNode.Parse((await lines.ReadLineAsync(patience.Token))!)!;
            if (happening["object"]!["metadata"]!["name"]!.GetValue<string>().StartsWith("orders-", StringComparison.Ordinal))
            {
                told.Add(happening["type"]!.GetValue<string>());
            }
        }

        Assert.Equal(["ADDED", "MODIFIED", "MODIFIED", "MODIFIED", "DELETED"], told);
    }

    [Theory]
    [InlineData("tfstate=true", 1)]
    [InlineData("tfstate==true,tfstateWorkspace=default", 1)]
    [InlineData("tfstate", 1)]
    [InlineData("tfstate=false", 0)]
    [InlineData("tfstate!=true", 0)]
    [InlineData("!tfstate", 0)]
    public async Task A_lock_is_found_by_its_labels(string selector, int count)
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());
        served.World.PlayTo(TimeSpan.FromSeconds(9));

        var (_, list) = await GetAsync(served, $"/apis/coordination.k8s.io/v1/leases?labelSelector={Uri.EscapeDataString(selector)}", "application/json");

        Assert.Equal("LeaseList", list["kind"]!.GetValue<string>());
        Assert.Equal(count, list["items"]!.AsArray().Count);
        Assert.All(list["items"]!.AsArray(), lease => Assert.Equal($"lock-tfstate-default-{StateLockScene.Suffix}", lease!["metadata"]!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Whoever_asks_for_metadata_alone_gets_no_more_of_a_custom_resource()
    {
        await using var served = await ServedSimulation.StartAsync(SomePlatform.Settings());
        served.World.PlayTo(TimeSpan.FromSeconds(16));

        var (_, list) = await GetAsync(served, Claims, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", "application/json");

        Assert.Equal("PartialObjectMetadataList", list["kind"]!.GetValue<string>());
        Assert.All(list["items"]!.AsArray(), item => Assert.Null(item!["spec"]));
    }

    private static async Task<(string Type, JsonNode Body)> GetAsync(ServedSimulation served, string path, params string[] accept)
    {
        using var client = new HttpClient();
        foreach (var one in accept)
        {
            client.DefaultRequestHeaders.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(one));
        }

        using var response = await client.GetAsync(new Uri(served.Kubernetes, path), TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return (response.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal), JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
