using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>The objects of one resource (pods, namespaces, ...). One writer; readers take <see cref="State"/>, which never changes
/// under them.</summary>
/// <param name="path">Plural name in URLs.</param>
/// <param name="historyLength">Changes kept for watches; an older resource version gives 410.</param>
internal sealed class ResourceStore(string path, string kind, bool isNamespaced, int historyLength = 2_000)
{
    /// <summary>Of a type that is not of the core group.</summary>
    public ResourceStore(ResourceType type)
        : this(type.Plural, type.Kind, type.IsNamespaced) => (Group, Version, Categories) = (type.Group, type.Version, type.Categories);

    private ResourceState _state = ResourceState.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Path => path;

    public string Kind => kind;

    /// <summary>Empty for the core group.</summary>
    public string Group { get; } = "";

    public string Version { get; } = "v1";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Where URLs of its resources begin.</summary>
    public string Root => Group.Length == 0 ? $"/api/{Version}/" : $"/apis/{ApiVersion}/";

    /// <summary>Under which discovery lists it.</summary>
    public ImmutableArray<string> Categories { get; } = [];

    /// <summary>Objects of types that a custom resource definition brought say in every answer what they are.</summary>
    public bool IsCustom => ResourceType.Custom.Any(type => type.Group == Group && type.Plural == path);

    public bool IsNamespaced => isNamespaced;

    public ResourceState State => Volatile.Read(ref _state);

    /// <summary>Completes at the next change. Take it before <see cref="State"/>.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Adds or replaces an object; one that is equal to what is there changes nothing.</summary>
    public void Put(string ns, string name, JsonObject json, ImmutableDictionary<string, string> fields)
    {
        var state = State;
        var before = state.Objects.GetValueOrDefault((ns, name));
        if (before is not null && JsonNode.DeepEquals(before.Json, json))
        {
            return;
        }

        var version = state.ResourceVersion + 1;
        var after = new StoredObject(ns, name, version, json, fields);
        Publish(state, state.Objects.SetItem((ns, name), after), new ObjectChange(version, before, after));
    }

    public void Remove(string ns, string name)
    {
        var state = State;
        if (state.Objects.GetValueOrDefault((ns, name)) is { } before)
        {
            var version = state.ResourceVersion + 1;
            Publish(state, state.Objects.Remove((ns, name)), new ObjectChange(version, before, null));
        }
    }

    /// <summary>Forgets the history, as etcd's compaction does. The version moves on, so that every watch from before is too old, even
    /// one that has seen all there was.</summary>
    public void Compact()
    {
        var state = State;
        var version = state.ResourceVersion + 1;
        Volatile.Write(ref _state, state with { History = [], ResourceVersion = version, Compacted = version });
        Signal();
    }

    private void Publish(
        ResourceState state, ImmutableSortedDictionary<(string, string), StoredObject> objects, ObjectChange change)
    {
        var history = state.History.Add(change);
        var compacted = state.Compacted;
        while (history.Count > historyLength)
        {
            compacted = history[0].ResourceVersion;
            history = history.RemoveAt(0);
        }

        Volatile.Write(ref _state, new ResourceState(objects, history, change.ResourceVersion, compacted));
        Signal();
    }

    private void Signal() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
