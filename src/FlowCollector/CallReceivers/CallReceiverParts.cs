using System.Collections.Immutable;
using Windsock.Model.Metrics;
using Windsock.Pipeline.Sources;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>What listens for the calls of a mesh, for the data path.</summary>
/// <param name="Sources">Those that are on.</param>
public sealed record CallReceiverParts(ImmutableArray<ICallSource> Sources, IMetricSource Metrics);
