using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>Since when a task knows a peer, and in how many of its runs they talked.</summary>
/// <param name="LastRun">The run that was counted last: its other tries do not count again.</param>
/// <param name="MetInRun">In which run of the profile they first talked, from 1.</param>
internal readonly record struct PeerMemory(Instant First, Instant Last, int Runs, string LastRun, int MetInRun);
