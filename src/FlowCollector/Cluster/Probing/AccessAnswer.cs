namespace Windsock.FlowCollector.Cluster.Probing;

/// <summary>Whether a right is granted.</summary>
/// <param name="IsAllowed">Null when the API did not say.</param>
/// <param name="Trouble">Why it did not; empty when it did.</param>
public sealed record AccessAnswer(AccessQuestion Question, bool? IsAllowed, string Trouble);
