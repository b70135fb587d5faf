using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What listens for the calls of a mesh, for the data path.</summary>
/// <param name="Sources">Those that are on.</param>
/// <param name="OtlpOverHttp">Answers POST /v1/logs, whose body it may read up to its own limit; null when OTLP is off.</param>
/// <param name="AccessLogs">Whose calls come this way.</param>
public sealed record CallReceiverParts(ImmutableArray<ICallSource> Sources, IMetricSource Metrics, RequestDelegate? OtlpOverHttp, IAccessLogPresence AccessLogs);
