using Windsock.Model.Flows;

namespace Windsock.Attribution.Lookups;

/// <summary>One end of one flow, as an identity provider is asked about it.</summary>
/// <param name="View">The endpoint and what was worked out about it before.</param>
/// <param name="Address">Its address in the flow; none when the flow has none.</param>
/// <param name="Time">When: the flow's time, or that of its receipt.</param>
/// <param name="HasTime">It is the flow's own time.</param>
/// <param name="NodeName">Node that observed the flow, without a cluster prefix; empty when it is not told.</param>
/// <param name="IsOnThisNode">The observing node is the agent's own.</param>
internal readonly record struct FlowEnd(EndpointView View, IpAddress Address, Instant Time, bool HasTime, string NodeName, bool IsOnThisNode);
