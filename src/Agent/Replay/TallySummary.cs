using System.Collections.Immutable;

namespace Windsock.Agent.Replay;

/// <summary>The numbers of a <see cref="FlowTally"/>; every list by frequency.</summary>
/// <param name="Egress">Flows of connections that the group opened.</param>
/// <param name="Ingress">Flows of connections that were opened to it.</param>
internal sealed record TallySummary(
    long Flows,
    long Egress,
    long Ingress,
    ImmutableArray<NamedCount> Verdicts,
    ImmutableArray<NamedCount> Drops,
    ImmutableArray<NamedCount> HttpCodes,
    ImmutableArray<NamedCount> DnsRcodes,
    ImmutableArray<NamedCount> Classes,
    ImmutableArray<NamedCount> Peers);
