using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>What listens for audit events, for the data path.</summary>
/// <param name="Source">Null when <c>audit.enabled</c> is false.</param>
public sealed record KubernetesAuditParts(IPlatformSource? Source, IMetricSource Metrics);
