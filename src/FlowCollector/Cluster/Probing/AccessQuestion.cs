namespace Windsock.FlowCollector.Cluster.Probing;

/// <summary>A right that may be asked for, over all namespaces.</summary>
/// <param name="Verb">As RBAC has it: <c>list</c>.</param>
/// <param name="Group">API group; empty for the core one.</param>
/// <param name="Resource">Plural: <c>pods</c>.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource);
