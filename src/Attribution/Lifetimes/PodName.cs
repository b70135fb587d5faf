namespace Windsock.Attribution.Lifetimes;

/// <summary>Namespace and name: unique among the pods of one moment, not over time.</summary>
internal readonly record struct PodName(string Namespace, string Name);
