using System.Collections.Immutable;
using Windsock.Model.Connections;
using Windsock.Model.Findings;
using Windsock.Model.Metrics;
using Windsock.Model.Platform;
using Windsock.Pipeline.Stages;

namespace Windsock.Exporter.AuditTrail;

/// <summary>The places of the audit trail in the pipeline. Without a directory only its metrics are there.</summary>
public sealed record AuditTrailParts(
    ImmutableArray<IPlatformObserver> Platform,
    ImmutableArray<IConnectionObserver> Connections,
    ImmutableArray<IFindingObserver> Findings,
    ImmutableArray<IStage> Stages,
    IMetricSource Metrics);
