namespace Windsock.FlowCollector.Cluster.Json;

/// <summary>An object as it was read: what identifies it, and the state that is kept of it.</summary>
/// <param name="Namespace">Empty for objects without one.</param>
/// <param name="ResourceVersion">Changes with every change of the object; opaque.</param>
internal sealed record MappedObject<T>(string Uid, string Namespace, string Name, string ResourceVersion, T State);
