namespace Windsock.Model.Flows;

/// <summary>A network policy object (flow.Policy). <paramref name="Namespace"/> is empty for cluster-wide policies.</summary>
public sealed record PolicyName(string Kind, string Namespace, string Name);
