using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>The part of the Kubernetes API that list+watch clients use, over a <see cref="ClusterStore"/>.</summary>
internal sealed class KubernetesService(ClusterStore store, TimeProvider time)
{
    /// <summary>A server without timeoutSeconds picks 30 to 60 minutes.</summary>
    private static readonly TimeSpan DefaultWatchLength = TimeSpan.FromMinutes(45);

    private readonly TaskCompletionSource _watched = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody watches pods.</summary>
    public Task PodsWatched => _watched.Task;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/version", context => WriteAsync(context, 200, new JsonObject { ["major"] = "1", ["minor"] = "34", ["gitVersion"] = "v1.34.0" }));
        endpoints.MapGet("/readyz", context => context.Response.WriteAsync("ok"));
        endpoints.MapGet("/healthz", context => context.Response.WriteAsync("ok"));

        // There is no RBAC: who asks may do everything that the service can.
        endpoints.MapPost("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", context => WriteAsync(context, 201, new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["status"] = new JsonObject { ["allowed"] = true },
        }));
        new Discovery(store).Map(endpoints, WriteAsync);
        foreach (var resource in store.All)
        {
            endpoints.MapGet(resource.Root + resource.Path, context => ServeAsync(context, resource, ""));
            if (resource.IsNamespaced)
            {
                endpoints.MapGet(resource.Root + "namespaces/{ns}/" + resource.Path, context => ServeAsync(context, resource, Segment(context, "ns")));
                endpoints.MapGet(resource.Root + "namespaces/{ns}/" + resource.Path + "/{name}", context => GetAsync(context, resource, Segment(context, "ns")));
            }
            else
            {
                endpoints.MapGet(resource.Root + resource.Path + "/{name}", context => GetAsync(context, resource, ""));
            }
        }

        endpoints.MapFallback(context => WriteAsync(context, 404, StatusJson.NotFound("the requested resource")));
    }

    private async Task ServeAsync(HttpContext context, ResourceStore resource, string ns)
    {
        var query = context.Request.Query;
        var rendering = ObjectRendering.For(resource, context.Request.Headers.Accept.ToString());
        var selection = ObjectSelection.Parse(ns, query["fieldSelector"].ToString(), query["labelSelector"].ToString());
        if (IsTrue(query["watch"].ToString()))
        {
            await WatchAsync(context, rendering, selection);
            return;
        }

        var text = query["continue"].ToString();
        var token = text.Length == 0 ? null : ContinueToken.Decode(text);
        if (text.Length > 0 && token is null)
        {
            await WriteAsync(context, 400, StatusJson.Invalid("continue key is not valid"));
            return;
        }

        var list = ListAnswer.Make(rendering, selection, (int)Number(query["limit"].ToString(), 0), token);
        await (list is null
            ? WriteAsync(context, 410, StatusJson.Expired(token!.ResourceVersion, resource.State.Compacted))
            : WriteAsync(context, 200, list));
    }

    private async Task WatchAsync(HttpContext context, ObjectRendering rendering, ObjectSelection selection)
    {
        var query = context.Request.Query;
        if (IsTrue(query["sendInitialEvents"].ToString()))
        {
            await WriteAsync(context, 422, StatusJson.Failure(422, "Invalid", "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"));
            return;
        }

        var state = rendering.Store.State;
        var version = Number(query["resourceVersion"].ToString(), 0);
        if (version != 0 && version < state.Compacted)
        {
            await WriteAsync(context, 410, StatusJson.Expired(version, state.Compacted));
            return;
        }

        var seconds = Number(query["timeoutSeconds"].ToString(), (long)DefaultWatchLength.TotalSeconds);
        context.Response.ContentType = "application/json";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (rendering.Store == store.Pods)
        {
            _watched.TrySetResult();
        }

        var watch = new WatchStream(context, rendering, selection, time);
        try
        {
            await watch.RunAsync(version, IsTrue(query["allowWatchBookmarks"].ToString()), TimeSpan.FromSeconds(seconds));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The watcher has gone: the usual end of a watch.
        }
    }

    private static Task GetAsync(HttpContext context, ResourceStore resource, string ns)
    {
        var name = Segment(context, "name");
        var rendering = ObjectRendering.For(resource, context.Request.Headers.Accept.ToString());
        return resource.State.Objects.GetValueOrDefault((ns, name)) is { } found
            ? WriteAsync(context, 200, rendering.Single(found))
            : WriteAsync(context, 404, StatusJson.NotFound($"{resource.Path} \"{name}\""));
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString() + "\n", context.RequestAborted);
    }

    private static string Segment(HttpContext context, string name) => context.GetRouteValue(name)?.ToString() ?? "";

    private static bool IsTrue(string value) => value is "1" or "true";

    private static long Number(string value, long otherwise) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
