using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Simulation.HubbleServer;

/// <summary>One event of the ring, encoded once for all readers.</summary>
/// <param name="Sequence">Its position since the start, from 0.</param>
/// <param name="Flow">Null for anything but a flow.</param>
/// <param name="Trouble">Set for bad messages and notices of loss.</param>
/// <param name="Message">The GetFlowsResponse without gRPC framing.</param>
internal sealed record RingEntry(long Sequence, DateTimeOffset Time, SimulatedFlow? Flow, SourceTrouble? Trouble, byte[] Message)
{
    /// <summary>The frame claims to be compressed.</summary>
    public bool ClaimsCompression => Trouble is BadMessage { Failure: Model.Sources.DecodeFailure.Compressed };
}
