namespace Windsock.Agent.Simulation.Demo;

/// <summary>Whether tasks of the world also change the platform below them, and the agent hears of it.</summary>
internal enum PlatformMode : byte
{
    /// <summary>No such tasks; no audit port is set up.</summary>
    Off,

    /// <summary>Tasks use Crossplane, Terraform and Cloud Run; API servers and a cloud's log tell the agent.</summary>
    On,
}
