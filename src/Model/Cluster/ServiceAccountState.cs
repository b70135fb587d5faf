namespace Windsock.Model.Cluster;

/// <summary>What is kept of a service account.</summary>
/// <param name="CloudIdentity">From the annotations of GKE Workload Identity, EKS IRSA or Azure Workload Identity; empty when none.</param>
public sealed record ServiceAccountState(string Namespace, string Name, string CloudIdentity);
