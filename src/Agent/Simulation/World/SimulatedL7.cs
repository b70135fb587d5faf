using System.Collections.Immutable;
using Windsock.Model.Flows;

namespace Windsock.Agent.Simulation.World;

/// <summary>What an L7 flow event says above layer 4.</summary>
internal abstract record SimulatedL7(L7Kind Kind, TimeSpan Latency);

/// <param name="Code">0 on requests.</param>
internal sealed record SimulatedHttp(L7Kind Kind, TimeSpan Latency, int Code, string Method, string Url, string RequestId) : SimulatedL7(Kind, Latency);

/// <param name="Query">With its final dot.</param>
internal sealed record SimulatedDns(L7Kind Kind, TimeSpan Latency, string Query, int Rcode, ImmutableArray<string> Ips, string QueryType)
    : SimulatedL7(Kind, Latency);
