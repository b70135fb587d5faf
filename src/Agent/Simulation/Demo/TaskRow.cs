namespace Windsock.Agent.Simulation.Demo;

/// <summary>One task in the table.</summary>
/// <param name="LastPeer">The peer of its latest connection, empty when it has made none.</param>
internal sealed record TaskRow(
    string DagId,
    string TaskId,
    double FlowsPerSecond,
    long Forwarded,
    long Dropped,
    long HttpErrors,
    long DnsFailures,
    string LastPeer);
