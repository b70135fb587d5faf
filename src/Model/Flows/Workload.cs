namespace Windsock.Model.Flows;

/// <summary>The Kubernetes object that owns a pod (flow.Workload), for example kind <c>Deployment</c>, name <c>api</c>.</summary>
public sealed record Workload(string Name, string Kind);
