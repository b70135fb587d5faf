using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.IdentityShared;

/// <summary>Since when a DAG runs under a service account, and how many of its pods did.</summary>
internal readonly record struct AccountUse(Instant First, Instant Last, int Pods);
