namespace Windsock.Agent.Simulation.World;

/// <summary>A place outside the cluster that has a name.</summary>
internal sealed record Site(string Name, string Ip)
{
    public FlowEnd End => FlowEnd.World(Ip, Name);
}
