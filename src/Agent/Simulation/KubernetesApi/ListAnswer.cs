using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>A list, or one page of it.</summary>
internal static class ListAnswer
{
    /// <param name="limit">Items per page, 0 for all.</param>
    /// <param name="token">Null for the first page.</param>
    /// <returns>Null when the token's state is gone: 410.</returns>
    public static JsonObject? Make(ObjectRendering rendering, ObjectSelection selection, int limit, ContinueToken? token)
    {
        var state = rendering.Store.State;
        var objects = state.Objects;
        var version = token?.ResourceVersion ?? state.ResourceVersion;
        if (token is not null)
        {
            if (version < state.Compacted)
            {
                return null;
            }

            // All pages show one state: undo what has changed since the first.
            foreach (var change in state.History.Where(change => change.ResourceVersion > version).Reverse())
            {
                objects = change.Before is { } before
                    ? objects.SetItem((before.Namespace, before.Name), before)
                    : objects.Remove((change.After!.Namespace, change.After.Name));
            }
        }

        List<StoredObject> left =
        [
            .. objects.Values.Where(selection.Takes)
                .Where(one => token is null || (one.Namespace, one.Name).CompareTo((token.AfterNamespace, token.AfterName)) > 0),
        ];
        var page = limit > 0 ? left.Take(limit).ToList() : left;
        var metadata = new JsonObject { ["resourceVersion"] = ObjectRendering.Number(version) };
        if (page.Count < left.Count)
        {
            metadata["continue"] = new ContinueToken(version, page[^1].Namespace, page[^1].Name).Encode();
            metadata["remainingItemCount"] = left.Count - page.Count;
        }

        return new JsonObject
        {
            ["kind"] = rendering.ListKind,
            ["apiVersion"] = rendering.ApiVersion,
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(rendering.Item)]),
        };
    }
}
