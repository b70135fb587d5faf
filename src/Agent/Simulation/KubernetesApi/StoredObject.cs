using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>An object of the API at one resource version.</summary>
/// <param name="Json">Complete but for metadata.resourceVersion, apiVersion and kind. Never changed.</param>
/// <param name="Fields">What field selectors can ask for, by path.</param>
internal sealed record StoredObject(
    string Namespace, string Name, long ResourceVersion, JsonObject Json, ImmutableDictionary<string, string> Fields);
