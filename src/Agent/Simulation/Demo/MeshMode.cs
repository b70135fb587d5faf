namespace Windsock.Agent.Simulation.Demo;

/// <summary>Whether the agent hears the sidecars. The world has its mesh either way.</summary>
internal enum MeshMode : byte
{
    /// <summary>No access log service is set up: the agent's numbers are those of Hubble alone.</summary>
    Off,

    /// <summary>Every sidecar of the node streams its access log to the agent.</summary>
    On,
}
