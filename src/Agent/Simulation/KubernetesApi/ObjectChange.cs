namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>One change in the history of a resource.</summary>
/// <param name="Before">State before the change, null when the object is new.</param>
/// <param name="After">State after the change, null when the object is gone; <paramref name="Before"/> is then its last state.</param>
internal sealed record ObjectChange(long ResourceVersion, StoredObject? Before, StoredObject? After);
