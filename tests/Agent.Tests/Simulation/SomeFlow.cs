using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

internal static class SomeFlow
{
    public static SimulatedPod TaskPod(string name) => new()
    {
        Uid = name,
        Namespace = "airflow",
        Name = name,
        NodeName = "worker-1",
        Ips = ["10.244.1.9"],
        EndpointId = 9,
        Owner = TrueOwner.Task("airflow", "dag", name),
    };

    public static SimulatedFlow Between(FlowEnd source, FlowEnd destination) => new()
    {
        Id = Guid.NewGuid(),
        Time = SomeWorld.Noon,
        Source = source,
        Destination = destination,
        IsReply = false,
        NodeName = "worker-1",
    };
}
