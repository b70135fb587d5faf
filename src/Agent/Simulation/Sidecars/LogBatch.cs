using System.Collections.Immutable;
using Windsock.FlowCollector.IstioAccessLog.Protos;

namespace Windsock.Agent.Simulation.Sidecars;

/// <summary>Entries that go into one message.</summary>
/// <param name="Positions">Of each among all that the sidecars of the node wrote.</param>
internal sealed record LogBatch(ImmutableArray<long> Positions, ImmutableArray<HTTPAccessLogEntry> Entries);
