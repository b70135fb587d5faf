using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>One watch: events from a resource version on, until its time is over or its history is gone.</summary>
internal sealed class WatchStream(HttpContext context, ObjectRendering rendering, ObjectSelection selection, TimeProvider time)
{
    /// <summary>A real server sends one a minute; often is better to watch.</summary>
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromSeconds(10);

    private readonly ResourceStore _store = rendering.Store;

    /// <param name="version">The last resource version that the client knows; 0: it begins with everything there is, as ADDED.</param>
    /// <param name="length">timeoutSeconds.</param>
    public async Task RunAsync(long version, bool wantsBookmarks, TimeSpan length)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var deadline = time.GetUtcNow() + length;
        if (version == 0)
        {
            var state = _store.State;
            foreach (var one in state.Objects.Values.Where(selection.Takes))
            {
                await WriteAsync("ADDED", rendering.Single(one), ending.Token);
            }

            version = state.ResourceVersion;
        }

        while (!ending.IsCancellationRequested)
        {
            var changed = _store.Changed;
            var state = _store.State;
            if (version < state.Compacted)
            {
                await WriteAsync("ERROR", StatusJson.Expired(version, state.Compacted), ending.Token);
                return;
            }

            version = await SendAsync(state, version, ending.Token);
            var left = deadline - time.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            var pause = Task.Delay(left < BookmarkEvery ? left : BookmarkEvery, time, ending.Token);
            if (await Task.WhenAny(changed, pause) == pause && wantsBookmarks && !ending.IsCancellationRequested)
            {
                await WriteAsync("BOOKMARK", rendering.Bookmark(version), ending.Token);
            }
        }
    }

    private async Task<long> SendAsync(ResourceState state, long version, CancellationToken stop)
    {
        foreach (var change in Since(state.History, version))
        {
            // An object that starts or stops matching appears or disappears for this watch.
            var (was, isNow) = (selection.Takes(change.Before), selection.Takes(change.After));
            var type = (was, isNow) switch
            {
                (false, true) => "ADDED",
                (true, true) => "MODIFIED",
                (true, false) => "DELETED",
                _ => "",
            };
            if (type.Length > 0)
            {
                var shown = (isNow ? change.After : change.After ?? change.Before)! with { ResourceVersion = change.ResourceVersion };
                await WriteAsync(type, rendering.Single(shown), stop);
            }
        }

        return Math.Max(version, state.ResourceVersion);
    }

    private static IEnumerable<ObjectChange> Since(ImmutableList<ObjectChange> history, long version)
    {
        var first = history.Count;
        while (first > 0 && history[first - 1].ResourceVersion > version)
        {
            first--;
        }

        for (var index = first; index < history.Count; index++)
        {
            yield return history[index];
        }
    }

    private async Task WriteAsync(string type, JsonObject body, CancellationToken stop)
    {
        var text = new JsonObject { ["type"] = type, ["object"] = body }.ToJsonString() + "\n";
        await context.Response.WriteAsync(text, stop);
        await context.Response.Body.FlushAsync(stop);
    }
}
