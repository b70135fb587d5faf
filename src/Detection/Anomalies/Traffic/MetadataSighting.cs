using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Traffic;

/// <summary>Calls of a try to a service that hands out credentials of the node.</summary>
/// <param name="Address">The first one seen, as text.</param>
internal readonly record struct MetadataSighting(string Address, ushort Port, int Connections, Instant First);
