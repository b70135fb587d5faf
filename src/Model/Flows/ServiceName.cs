namespace Windsock.Model.Flows;

/// <summary>A Kubernetes service that the datapath translated (flow.Service).</summary>
public sealed record ServiceName(string Namespace, string Name);
