using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Says which types of objects there are: all at once to clients that know <c>apidiscovery.k8s.io/v2</c>, group by group to
/// others.</summary>
internal sealed class Discovery(ClusterStore store)
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private static readonly ImmutableArray<string> Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];

    public delegate Task Write(HttpContext context, int status, JsonObject body);

    public void Map(IEndpointRouteBuilder endpoints, Write write)
    {
        endpoints.MapGet("/api", context => AnswerAsync(context, write, isCore: true));
        endpoints.MapGet("/apis", context => AnswerAsync(context, write, isCore: false));
        foreach (var version in store.All.GroupBy(resource => resource.Root))
        {
            ImmutableArray<ResourceStore> resources = [.. version];
            endpoints.MapGet(version.Key.TrimEnd('/'), context => write(context, 200, ResourceList(resources)));
        }
    }

    private async Task AnswerAsync(HttpContext context, Write write, bool isCore)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal))
        {
            await write(context, 200, isCore ? CoreVersions() : GroupList());
            return;
        }

        context.Response.ContentType = Aggregated;
        await context.Response.WriteAsync(AllAtOnce(isCore).ToJsonString() + "\n", context.RequestAborted);
    }

    private JsonObject AllAtOnce(bool isCore) => new()
    {
        ["kind"] = "APIGroupDiscoveryList",
        ["apiVersion"] = "apidiscovery.k8s.io/v2",
        ["metadata"] = new JsonObject(),
        ["items"] = new JsonArray([.. Groups(isCore).Select(group => new JsonObject
        {
            ["metadata"] = isCore ? new JsonObject() : new JsonObject { ["name"] = group.Key },
            ["versions"] = new JsonArray([.. group.GroupBy(resource => resource.Version).Select(version => new JsonObject
            {
                ["version"] = version.Key,
                ["resources"] = new JsonArray([.. version.Select(InGroup)]),
                ["freshness"] = "Current",
            })]),
        })]),
    };

    private static JsonObject InGroup(ResourceStore resource)
    {
        var json = new JsonObject
        {
            ["resource"] = resource.Path,
            ["responseKind"] = new JsonObject { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind },
            ["scope"] = resource.IsNamespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = resource.Kind.ToLowerInvariant(),
            ["verbs"] = new JsonArray([.. Verbs]),
        };
        if (!resource.Categories.IsEmpty)
        {
            json["categories"] = new JsonArray([.. resource.Categories]);
        }

        return json;
    }

    private static JsonObject ResourceList(ImmutableArray<ResourceStore> resources) => new()
    {
        ["kind"] = "APIResourceList",
        ["apiVersion"] = "v1",
        ["groupVersion"] = resources[0].ApiVersion,
        ["resources"] = new JsonArray([.. resources.Select(resource =>
        {
            var json = new JsonObject
            {
                ["name"] = resource.Path,
                ["singularName"] = resource.Kind.ToLowerInvariant(),
                ["namespaced"] = resource.IsNamespaced,
                ["kind"] = resource.Kind,
                ["verbs"] = new JsonArray([.. Verbs]),
            };
            if (!resource.Categories.IsEmpty)
            {
                json["categories"] = new JsonArray([.. resource.Categories]);
            }

            return json;
        })]),
    };

    private JsonObject GroupList() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. Groups(isCore: false).Select(group => new JsonObject
        {
            ["name"] = group.Key,
            ["versions"] = new JsonArray([.. group.Select(resource => resource.Version).Distinct().Select(version => Version(group.Key, version))]),
            ["preferredVersion"] = Version(group.Key, group.First().Version),
        })]),
    };

    private static JsonObject Version(string group, string version) => new() { ["groupVersion"] = $"{group}/{version}", ["version"] = version };

    private static JsonObject CoreVersions() => new() { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") };

    private IEnumerable<IGrouping<string, ResourceStore>> Groups(bool isCore) =>
        store.All.Where(resource => resource.Group.Length == 0 == isCore).GroupBy(resource => resource.Group);
}
