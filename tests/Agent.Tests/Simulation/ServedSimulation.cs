using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.World;

namespace Windsock.Agent.Tests.Simulation;

/// <summary>A simulation with its servers, on sockets in a folder of its own.</summary>
internal sealed class ServedSimulation : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("windsock-");
    private readonly List<IAsyncDisposable> _hosts = [];

    private ServedSimulation(WorldSettings settings, int ringCapacity) => World = new Windsock.Agent.Simulation.Simulation(settings, TimeProvider.System, ringCapacity);

    public Windsock.Agent.Simulation.Simulation World { get; }

    public string AgentSocket => Path.Combine(_folder.FullName, "agent.sock");

    public string PublicSocket => Path.Combine(_folder.FullName, "hubble.sock");

    public Uri Kubernetes { get; private set; } = new("http://127.0.0.1");

    public static async Task<ServedSimulation> StartAsync(WorldSettings? settings = null, int ringCapacity = FlowRing.DefaultCapacity)
    {
        var served = new ServedSimulation(settings ?? SomeWorld.Settings(hasTrouble: false), ringCapacity);
        served._hosts.Add(await HubbleHost.StartAsync(served.World.Observer, served.AgentSocket, served.PublicSocket));
        var kubernetes = await KubernetesHost.StartAsync(served.World.Kubernetes);
        served._hosts.Add(kubernetes);
        served.Kubernetes = kubernetes.Address;
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
