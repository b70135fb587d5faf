namespace Windsock.FlowCollector.Cluster.Watching;

/// <summary>What identifies an object.</summary>
/// <param name="Namespace">Empty for objects without one.</param>
internal sealed record KnownObject(string Uid, string Namespace, string Name);
