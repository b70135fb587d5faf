using System.Collections.Immutable;
using Windsock.FlowCollector.KubernetesAudit;
using Windsock.Model.Metrics;

namespace Windsock.FlowCollector.CloudLogging;

/// <summary>What the audit port is given for Google Cloud Logging.</summary>
/// <param name="Envelopes">Empty when it is off.</param>
/// <param name="Metrics">Without series when it is off.</param>
public sealed record CloudLoggingParts(ImmutableArray<IAuditEnvelope> Envelopes, IMetricSource Metrics);
