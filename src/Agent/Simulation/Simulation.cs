using Windsock.Agent.Simulation.Audit;
using Windsock.Agent.Simulation.HubbleServer;
using Windsock.Agent.Simulation.KubernetesApi;
using Windsock.Agent.Simulation.Sidecars;
using Windsock.Agent.Simulation.Truth;
using Windsock.Agent.Simulation.World;
using Windsock.Agent.Simulation.World.Platform;

namespace Windsock.Agent.Simulation;

/// <summary>A simulated node: its world, what of it the protocols show, and the truth about it. The world is played by one caller;
/// the servers read what it publishes.</summary>
internal sealed class Simulation
{
    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unshown = new(StringComparer.Ordinal);
    private SimulatedWorld _world;

    /// <summary>The API shows at once the pods that are there from the start; nothing happens before <see cref="Begin"/>.</summary>
    /// <param name="ringCapacity">Events that Hubble's ring keeps.</param>
    /// <param name="sidecars">Where the world's sidecars send their access logs; null: the mesh is there, and nobody hears of it.</param>
    /// <param name="platform">Who tells what is asked of the platform; null: nobody.</param>
    public Simulation(
        WorldSettings settings, TimeProvider time, int ringCapacity = FlowRing.DefaultCapacity, SidecarFleet? sidecars = null, PlatformSenders? platform = null)
    {
        Sidecars = sidecars;
        Platform = platform;
        Truth = new TruthLedger(hearsProxies: sidecars is not null, hearsPlatform: platform is not null);
        _world = new SimulatedWorld(settings);
        Observer = new ObserverService(new FlowRing(ringCapacity), new DeliveryRecord(), settings.NodeName, time);
        Kubernetes = new KubernetesService(Cluster, time);
        if (settings.HasPlatform)
        {
            Cluster.Install(settings.ResidentsSince);
        }

        foreach (var resident in new SimulatedWorld(settings).Advance(SimulatedWorld.Tick).OfType<PodShown>())
        {
            Show(resident.Snapshot);
        }
    }

    public WorldSettings Settings => _world.Settings;

    public TruthLedger Truth { get; }

    public ClusterStore Cluster { get; } = new();

    public ObserverService Observer { get; }

    public KubernetesService Kubernetes { get; }

    public DeliveryRecord Delivery => Observer.Delivery;

    /// <summary>Null when the agent does not hear them.</summary>
    public SidecarFleet? Sidecars { get; }

    /// <summary>Null when the agent is told nothing of the platform.</summary>
    public PlatformSenders? Platform { get; }

    public TimeSpan Now => _world.Now;

    /// <summary>A pod runs and talks that the API has still to show. To end the world now would make its flows unknown for good.</summary>
    public bool OwesAPod => _unshown.Count > 0;

    /// <summary>Puts the world's beginning at this time of day: a client asks for what happens from its own start on.</summary>
    public void Begin(DateTimeOffset startedAt) => _world = new SimulatedWorld(Settings with { StartedAt = startedAt });

    /// <summary>Plays the world up to an offset and publishes what happened: the truth first, then the protocols.</summary>
    public void PlayTo(TimeSpan until)
    {
        foreach (var happening in _world.Advance(until))
        {
            Truth.Observe(happening);
            Publish(happening);
            Sidecars?.Observe(happening);
            Platform?.Observe(happening);
        }

        Sidecars?.Advance(Now);
        Platform?.Advance(Now);

        Observer.Ring.Publish();
    }

    private void Publish(WorldEvent happening)
    {
        switch (happening)
        {
            case FlowSeen seen:
                Observer.Observe(seen);
                break;
            case TroubleStruck struck:
                Observer.Observe(struck.Trouble, Settings.StartedAt + struck.At);
                break;
            case PodStarted { Pod: { IsShown: true } pod } when !_shown.Contains(pod.Uid):
                _unshown.Add(pod.Uid);
                break;
            case PodShown shown:
                Show(shown.Snapshot);
                break;
            case PodHidden hidden:
                Cluster.Hide(hidden.Snapshot.Pod);
                _shown.Remove(hidden.Snapshot.Pod.Uid);
                break;
            case ResourceShown shown:
                Cluster.Show(shown.Resource);
                break;
            case ResourceRemoved removed:
                Cluster.Remove(removed.Resource);
                break;
            case LeaseShown shown:
                Cluster.Show(shown.Lease);
                break;
        }
    }

    private void Show(PodSnapshot snapshot)
    {
        Cluster.Show(snapshot);
        _shown.Add(snapshot.Pod.Uid);
        _unshown.Remove(snapshot.Pod.Uid);
    }
}
