namespace Windsock.Agent.Simulation.World;

/// <summary>A pod while it has something to say.</summary>
internal sealed record Talker(SimulatedPod Pod, TalkProfile Profile, TimeSpan From, TimeSpan Until);
