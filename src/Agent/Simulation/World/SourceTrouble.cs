using Windsock.Model.Sources;

namespace Windsock.Agent.Simulation.World;

/// <summary>A way in which a flow source misbehaves.</summary>
internal abstract record SourceTrouble;

/// <summary>A message that cannot be read as a flow, for this reason.</summary>
internal sealed record BadMessage(DecodeFailure Failure) : SourceTrouble;

/// <summary>Hubble says that it lost events, and how many.</summary>
internal sealed record EventsLost(LossReason Reason, int Count) : SourceTrouble;

/// <summary>The server ends every open stream with UNAVAILABLE, as on a restart that keeps its ring.</summary>
internal sealed record StreamBroken : SourceTrouble;
